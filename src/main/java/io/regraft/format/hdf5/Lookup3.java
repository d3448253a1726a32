package io.regraft.format.hdf5;

import java.nio.ByteBuffer;

/** Bob Jenkins' hash lookup3, {@code hashlittle} with 0 to begin with: the checksum of HDF5's newer metadata. */
final class Lookup3 {

    private int a;
    private int b;
    private int c;

    private Lookup3(int length) {
        a = 0xdeadbeef + length;
        b = a;
        c = a;
    }

    /** The hash of the bytes from position to limit. */
    static int of(ByteBuffer bytes) {
        int length = bytes.remaining();
        Lookup3 hash = new Lookup3(length);
        int at = bytes.position();
        int left = length;
        while (left > 12) {
            hash.add(bytes, at, 12);
            hash.mix();
            at += 12;
            left -= 12;
        }
        if (left == 0) {
            return hash.c;
        }
        hash.add(bytes, at, left);
        hash.finish();
        return hash.c;
    }

    private void add(ByteBuffer bytes, int at, int n) {
        for (int i = 0; i < n; i++) {
            int shifted = (bytes.get(at + i) & 0xFF) << (8 * (i % 4));
            switch (i / 4) {
                case 0 -> a += shifted;
                case 1 -> b += shifted;
                default -> c += shifted;
            }
        }
    }

    private void mix() {
        a -= c;
        a ^= Integer.rotateLeft(c, 4);
        c += b;
        b -= a;
        b ^= Integer.rotateLeft(a, 6);
        a += c;
        c -= b;
        c ^= Integer.rotateLeft(b, 8);
        b += a;
        a -= c;
        a ^= Integer.rotateLeft(c, 16);
        c += b;
        b -= a;
        b ^= Integer.rotateLeft(a, 19);
        a += c;
        c -= b;
        c ^= Integer.rotateLeft(b, 4);
        b += a;
    }

    private void finish() {
        c ^= b;
        c -= Integer.rotateLeft(b, 14);
        a ^= c;
        a -= Integer.rotateLeft(c, 11);
        b ^= a;
        b -= Integer.rotateLeft(a, 25);
        c ^= b;
        c -= Integer.rotateLeft(b, 16);
        a ^= c;
        a -= Integer.rotateLeft(c, 4);
        b ^= a;
        b -= Integer.rotateLeft(a, 14);
        c ^= b;
        c -= Integer.rotateLeft(b, 24);
    }
}
