package io.regraft.checkpoint;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A model that was pickled as an object, not as its state dict.
 *
 * @param path where it is; the root for a file that is nothing else
 * @param className its class, as the file names it
 */
public record WholeModule(TensorName path, String className) {

    /** Those that are not part of another, in the file's order. */
    public static List<WholeModule> find(Checkpoint checkpoint) {
        Set<TensorName> all = new HashSet<>(checkpoint.containers().keySet());
        all.addAll(checkpoint.values().keySet());
        List<WholeModule> found = new ArrayList<>();
        checkpoint.containers().forEach((path, container) -> {
            boolean module = all.contains(path.child("_parameters"))
                    && all.contains(path.child("_buffers"))
                    && all.contains(path.child("_modules"));
            if (module && found.stream().noneMatch(m -> path.isUnder(m.path))) {
                found.add(new WholeModule(path, container.type()));
            }
        });
        return List.copyOf(found);
    }

    /** What that means to a loader, in sentences. */
    public String note() {
        String subject = path.equals(TensorName.ROOT) ? "The file" : "'" + path + "'";
        String below = path.equals(TensorName.ROOT) ? "" : path + "/";
        return subject + " is a whole pickled module of class " + className
                + ", not a state dict: its tensors are under "
                + below + "_parameters and " + below + "_buffers, those of the modules in it likewise under " + below
                + "_modules. torch.load refuses it with weights_only. Where the model's code is at hand, load it there"
                + " and save its state_dict(); else regraft convert writes the tensors, with these paths as their names.";
    }
}
