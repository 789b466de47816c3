package dev.safeconduct.it.races;

import dev.safeconduct.it.HostJvm;
import dev.safeconduct.it.races.Refreshes.Refresh;
import dev.safeconduct.it.servers.Gateway.Post;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * Expiries while programs are killed and stopped, in an order, at moments and with victims that a seed decides.
 *
 * <p>A login can only end by this where a refresh token is spent and its successor is in no store: the server has answered
 * a program that was taken out before it wrote. That is no guess: the gateway knows who sent what and what the server
 * answered, and once the program is dead the store is searched for the successor. It counts as lost by physics then, and
 * a user logs in again. Any other refusal is a defect. A program that is stopped and not dead keeps its lease where
 * leases do not end; where they end, others cannot tell it from a dead one, and what the server has answered it is not
 * in the store either.
 */
final class Kills {
    /** Longer than a lease lasts, where leases end. */
    private static final Duration LONGER_THAN_A_LEASE = Duration.ofSeconds(17);

    /** The sender of what came from a program that was dead when it was looked for: there is one such at a time. */
    private static final long DEAD = 0;

    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final int MOST_MICROS = 150_000;
    private static final int MOST_MICROS_TO_WRITE = 300_000;
    /** How often each. */
    private static final int AT_ANY_MOMENT = 3;

    private static final int AFTER_THE_ANSWER = 3;

    private final Race race;
    private final SharedStore store;
    private final Random random;
    private final Tally tally;
    /** What was spent by a program that was taken out before its successor was in the store. */
    private final Set<String> unkept = ConcurrentHashMap.newKeySet();
    /** How many refreshes of the one that is taken out the server had answered then. */
    private volatile int answeredInTime;

    private volatile int before;
    private int expiries;

    Kills(Race race, SharedStore store, Random random, Tally tally) {
        this.race = race;
        this.store = store;
        this.random = random;
        this.tally = tally;
        race.refreshes().lookAtSenders(this::sender);
    }

    /** Every blow, some of them several times. */
    void run() throws Exception {
        List<Blow> blows = new ArrayList<>(List.of(Blow.values()));
        blows.addAll(Collections.nCopies(AT_ANY_MOMENT - 1, Blow.KILL_AT_ANY_MOMENT));
        blows.addAll(Collections.nCopies(AFTER_THE_ANSWER - 1, Blow.KILL_AFTER_THE_ANSWER_IS_DELIVERED));
        Collections.shuffle(blows, random);
        for (Blow blow : blows) {
            step(blow);
        }
    }

    private void step(Blow blow) throws Exception {
        before = race.refreshes().all().size();
        expiries = 0;
        unkept.clear();
        expire();
        List<HostJvm> told = new ArrayList<>(race.programs());
        HostJvm victim = blow.isAtAnyMoment() ? strikeAtAnyMoment(blow, told) : strikeTheRefresher(blow, told);
        told.remove(victim);
        race.awaitAnswers(told);
        if (blow.isKill()) {
            race.startPrograms(1);
        } else {
            goOnWithout(blow, told);
            victim.signal("CONT");
            race.awaitAnswers(List.of(victim));
        }
        boolean isWell = awaitAllWell();
        answeredAfterwards(victim, blow);
        judge(blow, isWell);
    }

    private void expire() throws Exception {
        race.expire();
        expiries++;
    }

    private HostJvm strikeAtAnyMoment(Blow blow, List<HostJvm> told) throws Exception {
        HostJvm victim = told.get(random.nextInt(told.size()));
        race.tell(told);
        TimeUnit.MICROSECONDS.sleep(random.nextInt(MOST_MICROS)); // a moment by chance
        takeOut(victim, blow);
        return victim;
    }

    private HostJvm strikeTheRefresher(Blow blow, List<HostJvm> told) throws Exception {
        CompletableFuture<HostJvm> struck = new CompletableFuture<>();
        double share = random.nextDouble();
        long micros = Math.round(share * share * MOST_MICROS_TO_WRITE); // more of those before the write
        race.refreshes().interfere(new Refreshes.Interference() {
            private HostJvm refresher;

            @Override
            public void toServer(Post post) throws IOException {
                refresher = program(post).orElseThrow();
                if (blow.name().endsWith("BEFORE_THE_SERVER_SEES_IT")) {
                    strike();
                    throw new IOException("lost on its way");
                }
            }

            @Override
            public void toClient(Post post) {
                if (blow.name().endsWith("BEFORE_THE_ANSWER_IS_DELIVERED")) {
                    strike();
                }
            }

            @Override
            public void delivered(Post post) {
                if (blow.name().endsWith("AFTER_THE_ANSWER_IS_DELIVERED")) {
                    try {
                        TimeUnit.MICROSECONDS.sleep(micros); // a moment by chance
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    strike();
                }
            }

            private void strike() {
                takeOut(refresher, blow);
                struck.complete(refresher);
            }
        });
        race.tell(told);
        return struck.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    /** What the server has answered it, and is not in the store now, cannot be known to any other program. */
    private void takeOut(HostJvm victim, Blow blow) {
        if (blow.isKill()) {
            race.kill(victim);
        } else {
            victim.signal("STOP");
        }
        List<Refresh> answered = answered(victim, blow);
        answered.stream()
                .filter(refresh -> !store.holds(refresh.successor()))
                .forEach(refresh -> unkept.add(refresh.spent()));
        answeredInTime = answered.size();
    }

    /** What was on its way to the server when the program was taken out. */
    private void answeredAfterwards(HostJvm victim, Blow blow) {
        List<Refresh> answered = answered(victim, blow);
        answered.subList(answeredInTime, answered.size()).forEach(refresh -> unkept.add(refresh.spent()));
    }

    private List<Refresh> answered(HostJvm victim, Blow blow) {
        return these().stream()
                .filter(refresh -> refresh.program() == victim.pid() || (blow.isKill() && refresh.program() == DEAD))
                .filter(refresh -> !refresh.isRefused() && (blow.isKill() || store.leasesEnd()))
                .toList();
    }

    /** The others have their token expire again and again, as long as one is stopped. */
    private void goOnWithout(Blow blow, List<HostJvm> others) throws Exception {
        long start = System.nanoTime();
        while (blow.isAtAnyMoment() && System.nanoTime() - start < LONGER_THAN_A_LEASE.toNanos()) {
            if (these().size() == expiries) {
                expire();
            }
            race.tell(others);
            race.awaitAnswers(others);
        }
    }

    private boolean awaitAllWell() {
        long start = System.nanoTime();
        while (Refreshes.refused(these()) == 0 && System.nanoTime() - start < PATIENCE.toNanos()) {
            if (race.call() == race.programs().size()) {
                return true;
            }
        }
        return false;
    }

    private List<Refresh> these() {
        List<Refresh> all = race.refreshes().all();
        return all.subList(before, all.size());
    }

    private void judge(Blow blow, boolean isWell) throws Exception {
        List<Refresh> refused = these().stream().filter(Refresh::isRefused).toList();
        int made = these().size() - refused.size();
        boolean isByPhysics =
                !refused.isEmpty() && unkept.contains(refused.get(0).spent());
        tally.expiries(expiries);
        tally.say(blow + ": " + expiries + (expiries == 1 ? " expiry, " : " expiries, ") + made + " refreshed, "
                + (isWell ? "kept" : isByPhysics ? "lost by physics" : "LOST"));
        if (isWell && made == expiries) {
            return;
        }
        if (isByPhysics) {
            tally.lostByPhysics();
        } else {
            if (!isWell) {
                tally.lostLogin();
            }
            tally.problem(blow + ": " + made + " refreshes for " + expiries + " expiries, " + refused.size()
                    + " refused" + (isWell ? "" : ", and not all programs have a token") + "; sent by "
                    + these().stream().map(Refresh::program).toList() + race.said());
        }
        if (!isWell) {
            logInAgain();
        }
    }

    /** Also where a program that was stopped has stored what the server gave it before it ended the login. */
    private void logInAgain() throws Exception {
        race.logIn();
        before = race.refreshes().all().size();
        if (!awaitAllWell()) {
            tally.problem("not all programs take the new login: " + race.said());
        }
    }

    private long sender(Post post) {
        return program(post).map(HostJvm::pid).orElse(DEAD);
    }

    private Optional<HostJvm> program(Post post) {
        return Sockets.withPort(post.clientPort()).flatMap(socket -> race.programs().stream()
                .filter(program -> Sockets.isOf(program.pid(), socket))
                .findFirst());
    }
}
