package io.regraft.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.regraft.testing.MemoryCheckpoint;
import org.junit.jupiter.api.Test;

class WholeModuleTest {

    @Test
    void aPickledModuleIsFoundAndThoseInItArePartOfIt() {
        Checkpoint checkpoint = MemoryCheckpoint.builder()
                .container("model", "my.Net")
                .container("model/_parameters", "dict")
                .container("model/_buffers", "dict")
                .container("model/_modules", "dict")
                .container("model/_modules/fc", "torch.nn.modules.linear.Linear")
                .counting("model/_modules/fc/_parameters/weight", 2)
                .container("model/_modules/fc/_buffers", "dict")
                .container("model/_modules/fc/_modules", "dict")
                .build();
        assertThat(WholeModule.find(checkpoint)).containsExactly(new WholeModule(TensorName.of("model"), "my.Net"));
    }

    @Test
    void aStateDictIsNone() {
        Checkpoint checkpoint = MemoryCheckpoint.builder()
                .container("model", "OrderedDict")
                .counting("model/fc.weight", 2)
                .build();
        assertThat(WholeModule.find(checkpoint)).isEmpty();
    }
}
