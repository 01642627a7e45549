package dev.maptriage.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.RecordComponent;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.YamlPropertiesFactoryBean;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.core.annotation.AnnotationUtils;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.type.filter.AnnotationTypeFilter;
import org.springframework.util.ClassUtils;

/// The README's table of settings names exactly the ones there are, with their defaults.
class ConfigurationTableTest {
    private static final String NONE = "";

    @Test
    void listsEverySettingWithItsDefault() {
        Map<String, String> shown = Document.read("README.md").table("## Configuration").stream()
                .filter(row -> row.get(0).startsWith("maptriage."))
                .collect(Collectors.toMap(row -> row.get(0), row -> row.get(1), (a, b) -> a + " and " + b,
                        TreeMap::new));
        Map<String, String> settings = settings();
        assertThat(settings).hasSizeGreaterThan(4);
        // What has no fixed default is described there in words.
        shown.replaceAll((name, value) -> NONE.equals(settings.get(name)) ? NONE : value);
        assertThat(shown).isEqualTo(settings);
    }

    private static Map<String, String> settings() {
        Map<String, String> settings = new TreeMap<>();
        var scanner = new ClassPathScanningCandidateComponentProvider(false);
        scanner.addIncludeFilter(new AnnotationTypeFilter(ConfigurationProperties.class));
        for (BeanDefinition found : scanner.findCandidateComponents("dev.maptriage")) {
            Class<?> type = ClassUtils.resolveClassName(String.valueOf(found.getBeanClassName()), null);
            ConfigurationProperties annotation = AnnotationUtils.getAnnotation(type, ConfigurationProperties.class);
            collect(type, annotation == null ? "" : annotation.value(), settings);
        }
        inFile().forEach((key, value) -> settings.putIfAbsent(key, value));
        return settings;
    }

    private static void collect(Class<?> type, String prefix, Map<String, String> settings) {
        for (RecordComponent component : type.getRecordComponents()) {
            String name = prefix + "." + kebab(component.getName());
            if (component.getType().isRecord()) {
                collect(component.getType(), name, settings);
            } else {
                settings.put(name, defaultOf(type, component));
            }
        }
    }

    private static String defaultOf(Class<?> type, RecordComponent component) {
        RecordComponent[] components = type.getRecordComponents();
        for (int i = 0; i < components.length; i++) {
            if (components[i].equals(component)) {
                @Nullable
                DefaultValue value = type.getDeclaredConstructors()[0].getParameters()[i]
                        .getAnnotation(DefaultValue.class);
                return value == null ? NONE : String.join(",", value.value());
            }
        }
        return NONE;
    }

    /// Settings that other settings of `application.yml` refer to.
    private static Map<String, String> inFile() {
        YamlPropertiesFactoryBean yaml = new YamlPropertiesFactoryBean();
        yaml.setResources(new ClassPathResource("application.yml"));
        Properties properties = java.util.Objects.requireNonNull(yaml.getObject());
        return properties.stringPropertyNames().stream().filter(name -> name.startsWith("maptriage."))
                .collect(Collectors.toMap(name -> name, properties::getProperty));
    }

    private static String kebab(String name) {
        return name.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }
}
