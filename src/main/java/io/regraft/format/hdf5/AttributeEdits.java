package io.regraft.format.hdf5;

import io.regraft.format.hdf5.AttributeReader.Info;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Changes of an object's attributes. */
final class AttributeEdits {

    /** A message's flag: it is never one of those that objects share. */
    private static final int NOT_SHARED = 4;

    private final HdfObject object;
    private final Map<String, Optional<NewAttribute>> edits = new LinkedHashMap<>();

    AttributeEdits(HdfObject object) {
        this.object = object;
    }

    void set(NewAttribute attribute) {
        edits.put(attribute.name(), Optional.of(attribute));
    }

    void remove(String name) {
        edits.put(name, Optional.empty());
    }

    boolean has(String name) {
        return edits.containsKey(name);
    }

    /** Puts the changes into the header; attributes that lie elsewhere come into it too. */
    void apply(HeaderEdit header, NewTexts texts) {
        ObjectHeader before = header.header();
        Optional<Message> infoMessage = before.find(Message.ATTRIBUTE_INFO);
        Optional<Info> info = infoMessage.map(m -> Info.read(m.body(), 2));
        boolean dense = info.filter(i -> i.heap() != Image.UNDEFINED).isPresent();
        boolean ordered = info.map(Info::isTracked).orElse(before.hasOrder());
        int order = info.map(i -> (int) i.most()).orElseGet(this::next);
        for (Attribute a : object.attributes()) {
            Optional<Message> message = before.all(Message.ATTRIBUTE).stream()
                    .filter(m -> m.body().position() == a.message().position())
                    .findFirst();
            Optional<NewAttribute> edit = edits.getOrDefault(a.name(), Optional.empty());
            boolean removed = edits.containsKey(a.name()) && edit.isEmpty();
            if (message.isPresent()) {
                change(header, message.get(), edit, removed, texts);
            } else if (!removed) {
                var body = edit.map(e -> e.encoded(before.version(), texts))
                        .orElseGet(() -> a.message().bytes());
                header.add(Message.ATTRIBUTE, a.order(), body);
            }
        }
        boolean added = false;
        for (NewAttribute a : edits.values().stream().flatMap(Optional::stream).toList()) {
            if (object.attribute(a.name()).isEmpty()) {
                header.add(Message.ATTRIBUTE, order, a.encoded(before.version(), texts));
                order += ordered ? 1 : 0;
                added = true;
            }
        }
        if (added && info.isEmpty() && before.version() == 2) {
            // Without it libhdf5 would count the next attributes from 0 again.
            header.add(
                    Message.ATTRIBUTE_INFO,
                    NOT_SHARED,
                    0,
                    before.attributeInfo().compact(order, 2));
        }
        if (info.isPresent()
                && (dense || (info.get().isTracked() && order != info.get().most()))) {
            header.replace(infoMessage.get(), info.get().compact(order, 2));
        }
    }

    /** The creation index after the largest, where no message says it. */
    private int next() {
        return object.attributes().stream().mapToInt(a -> a.order() + 1).max().orElse(0);
    }

    private static void change(
            HeaderEdit header, Message message, Optional<NewAttribute> edit, boolean removed, NewTexts texts) {
        if (removed) {
            header.remove(message);
        } else {
            edit.ifPresent(
                    e -> header.replace(message, e.encoded(header.header().version(), texts)));
        }
    }
}
