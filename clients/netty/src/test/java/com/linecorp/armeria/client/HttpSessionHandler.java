package com.linecorp.armeria.client;

import io.netty.channel.ChannelDuplexHandler;

/** As Armeria has one in its pipelines. */
public final class HttpSessionHandler extends ChannelDuplexHandler {}
