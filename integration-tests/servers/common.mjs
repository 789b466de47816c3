// What the servers of this folder have in common: their places, scopes and keys.

/** The public URL of the authorization server, the ports it and its resources listen on, the lifetime of its tokens. */
export const issuer = process.env.ISSUER;
export const issuerPort = Number(process.env.ISSUER_PORT);
export const resourcePort = Number(process.env.RESOURCE_PORT);
export const tokenSeconds = Number(process.env.TOKEN_SECONDS);

/** The resources, each with the one scope that it asks for. */
export const scopes = new Map([
  [`http://127.0.0.1:${resourcePort}/mail`, 'mail:read'],
  [`http://127.0.0.1:${resourcePort}/files`, 'files:read'],
]);

/** What the secrets of the clients that are known from the start begin with: characters that a header needs encoded. */
export const secret = 'k+/9dGVz=dA==:%25';

/** The port for clients that show a certificate, and the folder of the keys (`KeyFiles`). */
export const tlsPort = Number(process.env.TLS_PORT);
export const keys = process.env.KEYS;
