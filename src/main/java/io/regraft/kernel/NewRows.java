package io.regraft.kernel;

import java.util.List;
import java.util.Optional;

/**
 * New rows along an axis: what they hold and who they are.
 *
 * @param init what they hold
 * @param identities what each is called: its label, or where it has none its index, in order; random content depends on
 *     it and on nothing else of the row
 * @param basis the tensor whose rows {@code init} looks at (mean, copies): the one that the step saw; empty in a
 *     created tensor
 */
public record NewRows(Init init, Identities identities, Optional<Expression> basis) {

    public long count() {
        return identities.count();
    }

    /** Names of new rows. */
    public sealed interface Identities {
        long count();

        /** What the row at {@code index} among the new rows is called. */
        String of(long index);

        /** Rows without labels: called by their index in the step's result. */
        record Indices(long first, long count) implements Identities {
            @Override
            public String of(long index) {
                return Long.toString(first + index);
            }
        }

        /** Rows with labels. */
        record Labels(List<String> labels) implements Identities {
            public Labels {
                labels = List.copyOf(labels);
            }

            @Override
            public long count() {
                return labels.size();
            }

            @Override
            public String of(long index) {
                return labels.get(Math.toIntExact(index));
            }
        }
    }
}
