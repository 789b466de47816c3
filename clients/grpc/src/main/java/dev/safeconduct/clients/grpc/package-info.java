/** Tokens for calls of gRPC-java, 1.40 and later. */
@NullMarked
package dev.safeconduct.clients.grpc;

import org.jspecify.annotations.NullMarked;
