package io.regraft.kernel.nd4j;

import io.regraft.kernel.Expression;
import io.regraft.problem.Kind;
import io.regraft.problem.Problem;
import io.regraft.problem.RegraftException;
import io.regraft.problem.Where;

/** The tensor that is computed, as messages name it. */
record Origin(String file, String tensor) {

    static Origin of(Expression e, String tensor) {
        Expression leaf = e;
        while (!leaf.inputs().isEmpty()) {
            leaf = leaf.inputs().get(0);
        }
        String file = leaf instanceof Expression.Stored s
                ? s.tensor()
                        .view()
                        .map(v -> v.storage().extent().input().name())
                        .orElse("source")
                : "new";
        return new Origin(file, tensor);
    }

    Where where() {
        return new Where.InTensor(file, tensor);
    }

    RegraftException refused(Kind kind, String what, String fix) {
        return new Problem(kind, where(), what, fix).asException();
    }
}
