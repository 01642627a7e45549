package dev.maptriage;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/// A type is package-private unless another package needs it. The list of those that are public stands in
/// `public-types.txt`; `mvn test -Dtest=PublicSurfaceTest -Dmaptriage.rewrite=true` writes it anew, and the change is
/// there to be reviewed.
class PublicSurfaceTest {
    private static final Path LIST = Path.of("src/test/resources/public-types.txt");

    @Test
    void isTheOneThatWasAgreedOn() throws IOException {
        List<String> found = new ClassFileImporter().withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("dev.maptriage").stream().filter(JavaClass::isTopLevelClass)
                .filter(c -> c.getModifiers().contains(JavaModifier.PUBLIC)).map(JavaClass::getName).sorted().toList();
        if (Boolean.getBoolean("maptriage.rewrite")) {
            Files.write(LIST, found);
        }

        assertThat(found).isEqualTo(Files.readAllLines(LIST));
    }
}
