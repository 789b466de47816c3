/**
 * Library clients: what is put into them is the adapter that programs use without the agent too, defined again for each
 * loader that has the client.
 */
@NullMarked
package dev.safeconduct.agent.hook.adapter;

import org.jspecify.annotations.NullMarked;
