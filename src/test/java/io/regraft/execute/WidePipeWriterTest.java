package io.regraft.execute;

/** The same with a thread of its own for the source's digest. */
class WidePipeWriterTest extends PipeWriterTest {

    @Override
    int threads() {
        return 4;
    }
}
