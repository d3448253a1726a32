package io.regraft.format.document;

import io.regraft.checkpoint.Plain;
import io.regraft.format.document.YamlNode.Kind;
import io.regraft.format.document.YamlNode.Member;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Holds that an edit changed what it should and nothing else. */
record YamlProof(YamlNode before, JsonPointer pointer, Optional<Plain> value) {

    void check(YamlNode after, Misfit misfit) {
        YamlNode old = before;
        YamlNode now = after;
        for (int depth = 0; depth < pointer.tokens().size(); depth++) {
            boolean last = depth == pointer.tokens().size() - 1;
            String token = pointer.tokens().get(depth);
            int index = index(old, token);
            List<Member> rest = new ArrayList<>(old.members());
            List<Member> found = new ArrayList<>(now.members());
            boolean goes = last && value.isEmpty();
            boolean fits = old.kind() == now.kind()
                    && found.size() == rest.size() + (index < rest.size() ? (goes ? -1 : 0) : 1);
            if (!fits) {
                throw lost(misfit);
            }
            Optional<YamlNode> child = Optional.empty();
            if (index < rest.size()) {
                old = rest.remove(index).value();
            }
            if (!goes) {
                child = Optional.of(found.remove(index).value());
            }
            for (int i = 0; i < rest.size(); i++) {
                if (!YamlNode.isSame(rest.get(i), found.get(i))) {
                    throw lost(misfit);
                }
            }
            now = child.orElse(now);
        }
        if (value.isPresent() && !now.is(value.get())) {
            throw lost(misfit);
        }
    }

    /** Place of a member; that after the last if there is none. */
    private static int index(YamlNode holder, String token) {
        List<Member> members = holder.members();
        if (holder.kind() == Kind.LIST) {
            return JsonPointer.index(token).filter(i -> i < members.size()).orElse(members.size());
        }
        for (int i = 0; i < members.size(); i++) {
            if (members.get(i).isNamed(token)) {
                return i;
            }
        }
        return members.size();
    }

    private static RuntimeException lost(Misfit misfit) {
        return misfit.refused(
                misfit.file() + " is laid out in a way that an edit of '" + misfit.pointer() + "' would not keep",
                "Edit the file by hand.");
    }
}
