package io.regraft.format.folder;

import io.regraft.checkpoint.Checkpoint;
import io.regraft.checkpoint.DType;
import io.regraft.checkpoint.Extent;
import io.regraft.checkpoint.Input;
import io.regraft.checkpoint.Plain;
import io.regraft.checkpoint.TensorName;
import io.regraft.format.Abilities;
import io.regraft.format.Assembler;
import io.regraft.format.Assembly;
import io.regraft.format.Composer;
import io.regraft.format.Format;
import io.regraft.format.Formats;
import io.regraft.format.Part;
import io.regraft.format.Revision;
import io.regraft.problem.Kind;
import io.regraft.problem.Problem;
import io.regraft.problem.Where;
import java.io.IOException;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** A folder of shards, each of a format of its own. */
public final class FolderFormat implements Assembler {

    static final String ID = "folder";

    /** The bytes of the source's files where nothing changes; the shards keep what was in them where something does. */
    @Override
    public Assembly assemble(Revision revision) throws IOException {
        if (!(revision.source() instanceof FolderCheckpoint source)) {
            throw new IllegalArgumentException(
                    "a checkpoint of format " + revision.source().format());
        }
        return new FolderRewrite(source, revision).assemble();
    }

    /** Those in each shard; where several have a value, each has it changed. */
    @Override
    public List<Revision.ValueEdit> consequences(Revision revision) throws IOException {
        if (!(revision.source() instanceof FolderCheckpoint source)
                || source.layout().keras().isEmpty()) {
            return List.of();
        }
        Map<TensorName, Revision.ValueEdit> edits = new LinkedHashMap<>();
        ShardRevisions split = ShardRevisions.of(source, revision);
        for (int i = 0; i < source.shards().size(); i++) {
            Revision part = split.of(i);
            // A group that is empty in one shard may have something in another.
            Formats.of(part.source()).consequences(part).stream()
                    .filter(e ->
                            e.value().filter(v -> v instanceof Plain.Fields).isEmpty())
                    .forEach(e -> edits.putIfAbsent(e.path(), e));
        }
        return List.copyOf(edits.values());
    }

    /** What any format can hold: the shards' own says no. */
    @Override
    public Abilities abilities() {
        return new Abilities(EnumSet.allOf(DType.class), true, true);
    }

    /**
     * A folder cut anew by huggingface_hub's rule, into files of at most {@code maxBytes} of tensors unless one tensor is
     * larger; its files are new ones of the format that the source's are of.
     *
     * @param revision of a folder or of one file; its tensors are as {@link Composer#compose} wants them
     * @throws io.regraft.problem.RegraftException if new files of that format can't be made
     */
    public static Assembly reshard(Revision revision, long maxBytes) throws IOException {
        Checkpoint source = revision.source();
        Format inner = source instanceof FolderCheckpoint folder
                ? Formats.named(folder.innerFormat()).orElseThrow()
                : Formats.of(source);
        Composer composer = inner.composer()
                .orElseThrow(() -> new Problem(
                                Kind.USAGE,
                                new Where.InFile(source.name()),
                                "expected a format that new files can be made of, found " + inner.id(),
                                "Leave out --shard-size: the shards stay as they are.")
                        .asException());
        requireShards(revision, inner, composer);
        return reshard(revision, maxBytes, composer, inner.abilities().sharing());
    }

    private static void requireShards(Revision revision, Format format, Composer composer) {
        if (!composer.holdsShards()) {
            throw new Problem(
                            Kind.USAGE,
                            new Where.InFile(revision.source().name()),
                            "no loader takes shards of " + format.id() + " that are cut so",
                            "Leave out --shard-size.")
                    .asException();
        }
    }

    /**
     * A new folder of shards of a format, cut by the same rule and named as transformers names them; of a folder the
     * files beside the tensors come along. The revision's values are all that is kept of the source's.
     *
     * @param to a format that has a composer
     */
    public static Assembly shards(Revision revision, long maxBytes, Format to) throws IOException {
        Composer composer = to.composer().orElseThrow();
        requireShards(revision, to, composer);
        return new Reshard(revision, composer, to.abilities().sharing(), WeightsName.ofFormat(composer.endings()))
                .assemble(maxBytes);
    }

    static Assembly reshard(Revision revision, long maxBytes, Composer composer, boolean sharing) throws IOException {
        return new Reshard(revision, composer, sharing).assemble(maxBytes);
    }

    /** A whole file as it is. */
    static List<Part> copy(Input in) {
        return List.of(new Part.Copied("the whole file", new Extent(in, 0, in.size()), OptionalLong.empty()));
    }
}
