package dev.maptriage.incident;

import org.hibernate.boot.registry.StandardServiceRegistryBuilder;
import org.hibernate.bytecode.internal.none.BytecodeProviderImpl;
import org.hibernate.bytecode.spi.BytecodeProvider;
import org.hibernate.service.spi.ServiceContributor;

/// Keeps Hibernate from writing classes at each start: proxies for entities that are loaded later, which no entity here has, and
/// accessors instead of reflection. Found by Java's service loader.
public final class PlainEntities implements ServiceContributor {
    @Override
    public void contribute(StandardServiceRegistryBuilder registry) {
        registry.addService(BytecodeProvider.class, new BytecodeProviderImpl());
    }
}
