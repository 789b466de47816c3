package dev.safeconduct.client.internal.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Puts the sources together, judges every setting, and keeps what is good.
 *
 * <p>Here and in the matcher are no lambdas: both run while a program starts, and the first lambda of a class loader is
 * dearer than all the rest of this package.
 */
final class ConfigLoader {

    private final List<ConfigProblem> problems = new ArrayList<>();
    private final Map<String, RawSetting> merged = new TreeMap<>();
    private final Map<String, RawSetting> good = new TreeMap<>();
    private final ConfigInput input;
    private final GrantTypes grants;
    private final References references;

    ConfigLoader(ConfigInput input, GrantTypes grants) {
        this.input = input;
        this.grants = grants;
        this.references = new References(input.environment());
    }

    Config load() {
        Path home = SettingSources.homeDirectory(input);
        List<RawSetting> all = new SettingSources(input, problems).read(home);
        for (RawSetting setting : all) {
            // What is empty is not set: `docker run -e NAME` and a shell's ${NAME:-} set empty variables.
            if (!setting.value().isEmpty()) {
                merged.putIfAbsent(setting.key(), setting);
            }
        }
        judge(all);
        problems.addAll(SecretExposure.warnings(all));
        List<ServerConfig> servers = new ServerConfigReader(references, grants, good, problems).servers();
        return new Config(good, references, servers, gravestFirst(), home);
    }

    private List<ConfigProblem> gravestFirst() {
        List<ConfigProblem> sorted = new ArrayList<>();
        for (ConfigProblem.Scope scope : ConfigProblem.Scope.values()) {
            for (ConfigProblem problem : problems) {
                if (problem.scope() == scope) {
                    sorted.add(problem);
                }
            }
        }
        return sorted;
    }

    private void judge(List<RawSetting> all) {
        SettingCheck check = new SettingCheck(references, grants, merged);
        for (RawSetting setting : all) {
            ConfigKey key = check.known(setting.key());
            if (key == null) {
                problems.add(check.unknown(setting));
            } else if (setting.value().isEmpty() && ConfigKeys.ENCRYPTION.contains(key.name())) {
                problems.add(
                        setting.problem(key.name() + " is set but empty, so that nothing would be encrypted: set it"
                                + " to the key, or take it out"));
            } else if (takesPrecedence(setting)) {
                keepIfGood(setting, check.judge(setting, key));
            }
        }
    }

    /** By identity: a record's own equality is linked at its first use, which costs more than all the rest of this. */
    @SuppressWarnings("ReferenceEquality")
    private boolean takesPrecedence(RawSetting setting) {
        return setting == merged.get(setting.key());
    }

    private void keepIfGood(RawSetting setting, @Nullable ConfigProblem problem) {
        if (problem == null) {
            good.put(setting.key(), setting);
        } else {
            problems.add(problem);
        }
    }
}
