package dev.safeconduct.agent.hook;

import java.util.ArrayList;
import java.util.List;

/**
 * A class to be woven, in every shape that is known of it. A shape fits as a whole or not at all; the first that fits is
 * woven.
 *
 * @param name with slashes
 * @param shapes the join points of each
 */
public record HookedClass(String name, List<List<JoinPoint>> shapes) {

    /** A class with one shape. */
    public HookedClass(String name, JoinPoint... joinPoints) {
        this(name, List.of(List.of(joinPoints)));
    }

    /** The same class, which may have this shape too. */
    public HookedClass or(JoinPoint... joinPoints) {
        List<List<JoinPoint>> more = new ArrayList<>(shapes);
        more.add(List.of(joinPoints));
        return new HookedClass(name, List.copyOf(more));
    }

    /** The same class of a copy. */
    HookedClass in(Relocation relocation) {
        List<List<JoinPoint>> there = new ArrayList<>();
        for (List<JoinPoint> shape : shapes) {
            List<JoinPoint> points = new ArrayList<>();
            for (JoinPoint point : shape) {
                points.add(point.in(relocation));
            }
            there.add(points);
        }
        return new HookedClass(relocation.of(name), there);
    }
}
