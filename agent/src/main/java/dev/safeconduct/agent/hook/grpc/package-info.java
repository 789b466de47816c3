/** gRPC-java, by the adapter that programs without the agent use. */
@NullMarked
package dev.safeconduct.agent.hook.grpc;

import org.jspecify.annotations.NullMarked;
