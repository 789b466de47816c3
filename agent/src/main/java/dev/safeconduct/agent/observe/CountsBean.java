package dev.safeconduct.agent.observe;

import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Locale;
import javax.management.Attribute;
import javax.management.AttributeList;
import javax.management.AttributeNotFoundException;
import javax.management.DynamicMBean;
import javax.management.JMException;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanInfo;
import javax.management.ObjectName;
import javax.management.ReflectionException;
import org.jspecify.annotations.Nullable;

/** What was counted, as an MBean: {@code dev.safeconduct:type=Requests,server=…,client=…}. Read-only. */
final class CountsBean implements DynamicMBean {

    private final Counted counted;

    private CountsBean(Counted counted) {
        this.counted = counted;
    }

    /** Shows it in the JVM's own MBean server, which is made if it is not there yet. */
    static void register(Counted counted) throws JMException {
        ManagementFactory.getPlatformMBeanServer()
                .registerMBean(
                        new CountsBean(counted),
                        new ObjectName("dev.safeconduct:type=Requests,server=" + counted.server() + ",client="
                                + counted.client()));
    }

    @Override
    public Object getAttribute(String name) throws AttributeNotFoundException {
        for (Counted.Kind kind : Counted.Kind.values()) {
            if (name(kind).equals(name)) {
                return counted.count(kind);
            }
        }
        throw new AttributeNotFoundException(name);
    }

    @Override
    public AttributeList getAttributes(String[] names) {
        AttributeList list = new AttributeList();
        for (String name : names) {
            try {
                list.add(new Attribute(name, getAttribute(name)));
            } catch (AttributeNotFoundException e) {
                // Left out, as its contract says.
            }
        }
        return list;
    }

    @Override
    public void setAttribute(Attribute attribute) throws AttributeNotFoundException {
        throw new AttributeNotFoundException(attribute.getName() + " cannot be set");
    }

    @Override
    public AttributeList setAttributes(AttributeList attributes) {
        return new AttributeList();
    }

    @Override
    public @Nullable Object invoke(String action, Object[] parameters, String[] signature) throws ReflectionException {
        throw new ReflectionException(new NoSuchMethodException(action), "It has attributes only.");
    }

    @Override
    public MBeanInfo getMBeanInfo() {
        MBeanAttributeInfo[] attributes = Arrays.stream(Counted.Kind.values())
                .map(kind -> new MBeanAttributeInfo(name(kind), "long", kind.description(), true, false, false))
                .toArray(MBeanAttributeInfo[]::new);
        return new MBeanInfo(
                CountsBean.class.getName(), "Requests to a server of Safeconduct", attributes, null, null, null);
    }

    private static String name(Counted.Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }
}
