package io.regraft.migration;

import io.regraft.problem.Where;
import java.math.BigInteger;
import java.util.List;

/**
 * What {@code $(2-3)} does to the number that was bound: a sum of products, in which the first factor of the first product
 * is that number.
 *
 * @param text as written
 * @param terms signs and factors; the first term's factors follow the bound number
 */
record Arithmetic(String text, List<Term> terms) {

    private static final int LONGEST = 100;

    Arithmetic {
        terms = List.copyOf(terms);
    }

    /** A product that is added or taken away. */
    record Term(boolean minus, List<BigInteger> factors) {
        Term {
            factors = List.copyOf(factors);
        }

        BigInteger times(BigInteger first) {
            BigInteger product = factors.stream().reduce(first, BigInteger::multiply);
            return minus ? product.negate() : product;
        }
    }

    String apply(String bound, Where.InText at) {
        Step.require(
                !bound.isEmpty() && bound.length() <= LONGEST && bound.chars().allMatch(c -> c >= '0' && c <= '9'),
                at,
                "Arithmetic takes a wildcard that stands for digits only, such as the '*' of 'layers.*.**'.",
                "expected digits for '%s', found '%s'",
                text,
                bound);
        BigInteger sum = terms.get(0).times(new BigInteger(bound));
        for (Term term : terms.subList(1, terms.size())) {
            sum = sum.add(term.times(BigInteger.ONE));
        }
        Step.require(
                sum.signum() >= 0,
                at,
                "Names count from 0.",
                "'%s' makes %s of %s, which is below 0",
                text,
                sum,
                bound);
        return sum.toString();
    }
}
