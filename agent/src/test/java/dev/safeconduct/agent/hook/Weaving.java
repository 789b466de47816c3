package dev.safeconduct.agent.hook;

/** Weavers for tests, by one hook. */
final class Weaving {

    private Weaving() {}

    static Weaver by(ClientHook hook, ClassFiles files, RecordingLog log) {
        return new Weaver(
                name -> hook.classes().stream().anyMatch(hooked -> hooked.name().equals(name)) ? hook : null,
                installed -> new Sites(installed, 0),
                files,
                log);
    }
}
