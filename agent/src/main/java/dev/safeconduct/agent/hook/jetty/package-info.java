/** Jetty's HttpClient, by one adapter for the versions before 12 and one from 12 on. */
@NullMarked
package dev.safeconduct.agent.hook.jetty;

import org.jspecify.annotations.NullMarked;
