package dev.maptriage;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import jakarta.persistence.Embeddable;
import jakarta.persistence.Entity;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.OneToOne;
import java.lang.annotation.Annotation;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.boot.persistence.autoconfigure.EntityScan;
import org.springframework.data.jpa.repository.config.EnableJpaRepositories;
import org.springframework.data.repository.Repository;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// Holds the arrows of the architecture: who may import whom. A package that is not in the table fails, so that the
/// picture and the code change together.
class ModuleBoundariesTest {
    private static final String BASE = "dev.maptriage";
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS).importPackages(BASE);

    /// Package and the packages it may import, besides itself.
    private static final Map<String, Set<String>> ARROWS = Map.ofEntries(
            Map.entry("trace", Set.of()),
            // `TraceText` is what an opened upload is made of.
            // A profile in binary form is opened into its text form.
            Map.entry("envelope", Set.of("trace", "profile")),
            Map.entry("profile", Set.of("trace")),
            Map.entry("masking", Set.of("trace")),
            Map.entry("diagnosis", Set.of("trace", "profile")),
            Map.entry("hmap", Set.of()),
            Map.entry("hmap.classic", Set.of("hmap")),
            Map.entry("hmap.swiss", Set.of("hmap")),
            Map.entry("simulation", Set.of("hmap", "hmap.classic", "hmap.swiss")),
            Map.entry("reproducer", Set.of("diagnosis", "trace")),
            Map.entry("layout", Set.of()),
            Map.entry("incident", Set.of("diagnosis", "trace")),
            // The only place where the two pure columns, text and map, meet.
            Map.entry("reproduction", Set.of("simulation", "reproducer", "incident", "diagnosis", "hmap", "layout")),
            Map.entry("intake",
                    Set.of("envelope", "incident", "diagnosis", "trace", "profile", "masking")),
            // Collectors bring texts to the pipeline; nothing in intake knows them.
            Map.entry("intake.collector", Set.of("intake", "access", "envelope", "incident")),
            // Another way from the endpoints of collectors to the database; they know nothing of it.
            Map.entry("intake.kafka", Set.of("intake.collector", "envelope", "incident")),
            // Stands before all others; of intake it uses the words of refusals.
            Map.entry("access", Set.of("incident", "intake")),
            Map.entry("notification", Set.of("incident", "diagnosis")),
            // The upload page answers the exceptions of the envelope, which intake passes on.
            Map.entry("dashboard",
                    Set.of("incident", "reproduction", "reproducer", "intake", "intake.collector", "access",
                            "notification", "layout", "diagnosis", "trace", "simulation", "envelope")));

    private static final List<String> PURE = List.of("trace", "envelope", "profile", "masking", "diagnosis", "hmap",
            "hmap.classic", "hmap.swiss", "simulation", "reproducer", "layout");
    private static final List<String> STORING = List.of("incident", "reproduction", "intake", "access",
            "notification");

    /// What a pure package may use besides the JDK and JSpecify: readers of formats that nobody should write twice.
    private static final Map<String, List<String>> FORMATS = Map.of("envelope",
            List.of("com.github.luben.zstd..", "tools.jackson..", "com.fasterxml.jackson.."), "profile",
            List.of("com.google.protobuf.."), "masking", List.of("com.google.re2j.."));

    @Test
    void everyPackageIsDrawn() {
        Set<String> known = new TreeSet<>(ARROWS.keySet());
        Set<String> there = new TreeSet<>();
        CLASSES.forEach(c -> there.add(room(c)));
        there.remove("");
        known.retainAll(there);

        assertThat(there).as("packages without arrows").isEqualTo(known);
    }

    @ParameterizedTest
    @MethodSource("rooms")
    void importsAlongTheArrowsOnly(String room) {
        Set<String> allowed = ARROWS.getOrDefault(room, Set.of());
        Set<String> wrong = new TreeSet<>();
        for (JavaClass type : CLASSES) {
            if (!room(type).equals(room)) {
                continue;
            }
            for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
                JavaClass target = dependency.getTargetClass().getBaseComponentType();
                boolean inside = target.getPackageName().startsWith(BASE) && !room(target).equals(room);
                if (inside && !allowed.contains(room(target))) {
                    wrong.add(dependency.getDescription());
                }
            }
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void hasNoCycles() {
        slices().matching(BASE + ".(**)").should().beFreeOfCycles().check(CLASSES);
    }

    @ParameterizedTest
    @MethodSource("pure")
    void staysPure(String room) {
        String[] allowed = Stream.of(Stream.of("java..", "org.jspecify..", BASE + ".."),
                FORMATS.getOrDefault(room, List.of()).stream()).flatMap(s -> s).toArray(String[]::new);

        classes().that().resideInAPackage(BASE + "." + room).should().onlyDependOnClassesThat()
                .resideInAnyPackage(with(allowed)).allowEmptyShould(true).check(CLASSES);
    }

    @Test
    void keepsPersistenceInThePackagesThatStore() {
        noClasses().that().resideOutsideOfPackages(STORING.stream().map(p -> BASE + "." + p + "..")
                .toArray(String[]::new)).and().doNotHaveFullyQualifiedName(MaptriageApplication.class.getName())
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("jakarta.persistence..", "org.hibernate..", "org.springframework.data..")
                .check(CLASSES);
    }

    /// At a start only these packages are looked through.
    @Test
    void findsEveryBeanAndEntityWhereItIsLookedFor() {
        SpringBootApplication beans = annotation(SpringBootApplication.class);
        classes().that().areMetaAnnotatedWith(Component.class).and().resideOutsideOfPackage(BASE).should()
                .resideInAnyPackage(below(beans.scanBasePackages())).check(CLASSES);
        classes().that().areAnnotatedWith(ConfigurationProperties.class).should()
                .resideInAnyPackage(below(annotation(ConfigurationPropertiesScan.class).value())).check(CLASSES);
        classes().that().areAssignableTo(Repository.class).should()
                .resideInAnyPackage(below(annotation(EnableJpaRepositories.class).basePackages()))
                .check(CLASSES);
        classes().that().areAnnotatedWith(Entity.class).or().areAnnotatedWith(Embeddable.class).should()
                .resideInAnyPackage(below(annotation(EntityScan.class).value())).check(CLASSES);
    }

    /// They would need classes written by Hibernate at run time: see `PlainEntities`.
    @Test
    void asksForNoEntityThatIsLoadedLater() {
        noClasses().should().callMethodWhere(describe("makes a proxy of an entity",
                call -> Set.of("getReference", "getReferenceById").contains(call.getName()))).check(CLASSES);
        noFields().should().beAnnotatedWith(ManyToOne.class).orShould().beAnnotatedWith(OneToOne.class).check(CLASSES);
    }

    private static <A extends Annotation> A annotation(Class<A> type) {
        return Objects.requireNonNull(MaptriageApplication.class.getAnnotation(type));
    }

    private static String[] below(String[] packages) {
        return Stream.of(packages).map(name -> name + "..").toArray(String[]::new);
    }

    /// A stream of rows keeps its connection until it is closed, and nobody closes one that ends in `toList`.
    @Test
    void readsRowsAsListsThatHoldNoConnection() {
        noClasses().should().callMethod(JdbcClient.MappedQuerySpec.class, "stream").check(CLASSES);
    }

    static Stream<String> rooms() {
        return ARROWS.keySet().stream().sorted();
    }

    static Stream<String> pure() {
        return PURE.stream();
    }

    /// Primitive types have the empty package.
    private static String[] with(String[] packages) {
        return Stream.concat(Stream.of(""), Stream.of(packages)).toArray(String[]::new);
    }

    private static String room(JavaClass type) {
        String name = type.getPackageName();
        return name.equals(BASE) ? "" : name.substring(Math.min(name.length(), BASE.length() + 1));
    }
}
