package io.regraft;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Imports go one way through the house, and each library is known in one room. */
class RoomsTest {

    private static final List<String> ROOMS = List.of(
            "cli",
            "report",
            "diagnose",
            "execute",
            "manifest",
            "plan",
            "migration",
            "kernel",
            "format",
            "checkpoint",
            "problem");

    private static final Map<String, String> LIBRARIES = Map.of(
            "org.nd4j..", "io.regraft.kernel.nd4j..",
            "org.bytedeco..", "io.regraft.kernel.nd4j..",
            "io.jhdf..", "io.regraft.format.hdf5..",
            "picocli..", "io.regraft.cli..",
            "com.sun.jna..", "io.regraft.execute..",
            "me.tongfei..", "io.regraft.cli..",
            "org.snakeyaml..", "io.regraft.migration.yaml.. io.regraft.format.document..",
            "org.apache.commons.compress..", "io.regraft.format..");

    private static final JavaClasses HOUSE = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.regraft");

    @TestFactory
    Stream<DynamicTest> aRoomUsesOnlyThoseBelowIt() {
        return ROOMS.stream()
                .map(room -> DynamicTest.dynamicTest(room, () -> {
                    List<String> above = ROOMS.subList(0, ROOMS.indexOf(room));
                    if (!above.isEmpty()) {
                        noClasses()
                                .that()
                                .resideInAPackage("io.regraft." + room + "..")
                                .should()
                                .dependOnClassesThat()
                                .resideInAnyPackage(above.stream()
                                        .map(r -> "io.regraft." + r + "..")
                                        .toArray(String[]::new))
                                .check(HOUSE);
                    }
                }));
    }

    @Test
    void everyClassIsInARoom() {
        classes()
                .should()
                .resideInAnyPackage(
                        ROOMS.stream().map(r -> "io.regraft." + r + "..").toArray(String[]::new))
                .check(HOUSE);
    }

    @TestFactory
    Stream<DynamicTest> aLibraryIsKnownInOneRoom() {
        return LIBRARIES.entrySet().stream()
                .map(e -> DynamicTest.dynamicTest(
                        e.getKey(),
                        () -> noClasses()
                                .that()
                                .resideOutsideOfPackages(e.getValue().split(" "))
                                .should()
                                .dependOnClassesThat()
                                .resideInAnyPackage(e.getKey())
                                .check(HOUSE)));
    }
}
