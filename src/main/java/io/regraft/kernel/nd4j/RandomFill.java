package io.regraft.kernel.nd4j;

import io.regraft.kernel.Init;
import java.nio.ByteBuffer;

/** Independent draws: what a number is depends on the key, its row's identity and its position in the row. */
record RandomFill(Init.Random random, Identified rows, ValueEncoder encoder) implements Fill {

    @Override
    public void fill(long row, long column, ByteBuffer dst) {
        Philox philox = new Philox(random.key(), rows.hash(row));
        int parts = encoder.numbers(random.name());
        long position = column * parts;
        while (dst.hasRemaining()) {
            for (int part = 0; part < parts; part++) {
                double v = switch (random.distribution()) {
                    case NORMAL -> normal(philox.normal(position++), parts, part);
                    case UNIFORM -> uniform(philox.unit(position++));
                };
                encoder.putReal(random.name(), v, dst);
            }
        }
    }

    /** A complex draw has its variance in equal parts in the real and the imaginary one, and a real mean. */
    private double normal(double z, int parts, int part) {
        double std = parts == 1 ? random.second() : random.second() / Math.sqrt(2);
        return (part == 0 ? random.first() : 0) + std * z;
    }

    private double uniform(double unit) {
        double v = random.first() + unit * (random.second() - random.first());
        return v < random.second() ? v : Math.max(random.first(), Math.nextDown(random.second()));
    }
}
