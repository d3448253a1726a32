package io.regraft.kernel;

import io.regraft.checkpoint.DType;
import io.regraft.checkpoint.Quantisation;
import io.regraft.checkpoint.Tensor;
import io.regraft.checkpoint.TensorType;
import java.util.List;
import java.util.Optional;

/** The content of a tensor as a function of stored ones. Immutable; equal expressions give equal bytes. */
public sealed interface Expression {

    TensorType type();

    /** The expressions whose elements this one moves or converts; not those that new rows are derived from. */
    List<Expression> inputs();

    <R> R match(Cases<R> cases);

    /** Scale and zero point, for quantised dtypes. */
    default Optional<Quantisation> quantisation() {
        return inputs().isEmpty() ? Optional.empty() : inputs().get(0).quantisation();
    }

    /** One method a case: a new case breaks every user at compile time. */
    interface Cases<R> {
        R stored(Stored e);

        R gather(Gather e);

        R cast(Cast e);

        R created(Created e);
    }

    /** What the file holds. */
    record Stored(Tensor tensor) implements Expression {
        @Override
        public TensorType type() {
            return tensor.type();
        }

        @Override
        public List<Expression> inputs() {
            return List.of();
        }

        @Override
        public Optional<Quantisation> quantisation() {
            return tensor.quantisation();
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.stored(this);
        }
    }

    /**
     * Rows along {@code axis}: row {@code i} of the result is the row of the input, or the new row, that {@code map}
     * names.
     *
     * @param fills where new rows come from; {@code map} refers to them by index
     */
    record Gather(Expression input, int axis, RowMap map, List<NewRows> fills) implements Expression {
        public Gather {
            fills = List.copyOf(fills);
            if (axis < 0 || axis >= input.type().shape().rank()) {
                throw new IllegalArgumentException("axis " + axis + " of " + input.type());
            }
            map.requireWithin(input.type().shape().extent(axis), fills);
        }

        @Override
        public TensorType type() {
            return new TensorType(input.type().dtype(), input.type().shape().with(axis, map.rows()));
        }

        @Override
        public List<Expression> inputs() {
            return List.of(input);
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.gather(this);
        }
    }

    /** Another dtype, rounding to nearest, ties to even. */
    record Cast(Expression input, DType to, Overflow overflow) implements Expression {
        @Override
        public TensorType type() {
            return new TensorType(to, input.type().shape());
        }

        @Override
        public List<Expression> inputs() {
            return List.of(input);
        }

        @Override
        public Optional<Quantisation> quantisation() {
            return Optional.empty();
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.cast(this);
        }
    }

    /** A tensor from nothing; its rows, along axis 0, are those of {@code rows} (a scalar is one row of one element). */
    record Created(TensorType type, NewRows rows) implements Expression {
        @Override
        public List<Expression> inputs() {
            return List.of();
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.created(this);
        }
    }
}
