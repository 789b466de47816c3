// node oidc-provider with what its documentation offers for this use; it has no token exchange.
import { randomBytes, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import { calculateJwkThumbprint, EmbeddedJWK, jwtVerify } from 'jose'; // oidc-provider brings it
import Provider, { errors } from 'oidc-provider';
import { issuer, issuerPort, keys, resourcePort, scopes, secret, tlsPort, tokenSeconds } from './common.mjs';

const METADATA = '/.well-known/oauth-protected-resource';
/** A resource that takes only tokens that are bound to a key (DPoP, RFC 9449). */
const BOUND = `http://127.0.0.1:${resourcePort}/bound`;
scopes.set(BOUND, 'bound:read');

const TLS = `https://127.0.0.1:${tlsPort}`;
const certificate = new X509Certificate(readFileSync(`${keys}/client.pem`));
const certified = { ...certificate.publicKey.export({ format: 'jwk' }), x5c: [certificate.raw.toString('base64')] };

const service = (method, authentication) => ({
  client_id: `service-${method}`,
  token_endpoint_auth_method: method,
  grant_types: ['client_credentials'],
  redirect_uris: [],
  response_types: [],
  ...authentication,
});
const withSecret = (method) => service(method, { client_secret: secret + method });

const provider = new Provider(issuer, {
  clients: [
    withSecret('client_secret_basic'),
    withSecret('client_secret_post'),
    withSecret('client_secret_jwt'),
    service('private_key_jwt', { jwks: JSON.parse(readFileSync(`${keys}/jwks.json`)) }),
    service('tls_client_auth', { tls_client_auth_subject_dn: certificate.subject }),
    service('self_signed_tls_client_auth', { jwks: { keys: [certified] } }),
  ],
  clientAuthMethods: [
    'client_secret_basic', 'client_secret_post', 'client_secret_jwt', 'private_key_jwt',
    'tls_client_auth', 'self_signed_tls_client_auth', 'none',
  ],
  discovery: { mtls_endpoint_aliases: { token_endpoint: `${TLS}/token` } },
  scopes: ['openid', 'offline_access', ...scopes.values()],
  // Rotates the refresh tokens of all clients; one that comes twice ends the grant.
  rotateRefreshToken: true,
  features: {
    registration: { enabled: true },
    revocation: { enabled: true },
    clientCredentials: { enabled: true },
    deviceFlow: { enabled: true },
    pushedAuthorizationRequests: { enabled: true },
    mTLS: {
      enabled: true,
      tlsClientAuth: true,
      selfSignedTlsClientAuth: true,
      getCertificate: (ctx) => ctx.socket.getPeerX509Certificate?.()?.toString(),
      certificateAuthorized: (ctx) => ctx.socket.authorized,
      certificateSubjectMatches: (ctx, property, expected) =>
        property === 'tls_client_auth_subject_dn' && ctx.socket.getPeerX509Certificate().subject === expected,
    },
    // Who asks for a bound token needs a nonce, too.
    dPoP: { enabled: true, nonceSecret: randomBytes(32), requireNonce: () => true },
    resourceIndicators: {
      enabled: true,
      useGrantedResource: () => true,
      getResourceServerInfo(ctx, resource) {
        if (!scopes.has(resource)) {
          throw new errors.InvalidTarget();
        }
        return { scope: scopes.get(resource), accessTokenFormat: 'opaque', accessTokenTTL: tokenSeconds };
      },
    },
  },
  ttl: { ClientCredentials: tokenSeconds },
});

provider.on('server_error', (ctx, error) => console.log('server_error', error));
for (const event of ['authorization.error', 'grant.error', 'registration_create.error', 'revocation.error',
  'device_authorization.error', 'pushed_authorization_request.error']) {
  provider.on(event, (ctx, error) => console.log(event, error.error, error.error_detail ?? error.error_description));
}

async function find(request, resource) {
  const [, scheme, value] = /^(Bearer|DPoP) (.+)$/.exec(request.headers.authorization ?? '') ?? [];
  const token = value && ((await provider.AccessToken.find(value)) ?? (await provider.ClientCredentials.find(value)));
  const isBound = scheme === 'DPoP' && token?.jkt !== undefined && token.jkt === (await prover(request, resource));
  return (resource === BOUND ? isBound : scheme === 'Bearer' && !token?.jkt) ? token : undefined;
}

/** The thumbprint of the key that a request proves; undefined for a proof of something else. */
async function prover(request, resource) {
  const { payload, protectedHeader } = await jwtVerify(request.headers.dpop ?? '', EmbeddedJWK, { typ: 'dpop+jwt' })
    .catch(() => ({ payload: {} }));
  const isOfThis = payload.htm === request.method && payload.htu === resource;
  return isOfThis ? calculateJwkThumbprint(protectedHeader.jwk) : undefined;
}

function metadata(resource, response) {
  response.setHeader('Content-Type', 'application/json');
  response.end(JSON.stringify({
    resource,
    authorization_servers: [issuer],
    scopes_supported: [scopes.get(resource)],
    dpop_bound_access_tokens_required: resource === BOUND,
  }));
}

const resources = http.createServer(async (request, response) => {
  const path = request.url.startsWith(METADATA) ? request.url.slice(METADATA.length) : request.url;
  const resource = `http://127.0.0.1:${resourcePort}${path}`;
  if (!scopes.has(resource)) {
    return response.writeHead(404).end();
  }
  if (path !== request.url) {
    return metadata(resource, response);
  }
  const token = await find(request, resource);
  const isGood = token && !token.isExpired && [token.aud].flat().includes(resource);
  if (!isGood) {
    const location = `resource_metadata="http://127.0.0.1:${resourcePort}${METADATA}${path}"`;
    response.setHeader('WWW-Authenticate', `${resource === BOUND ? 'DPoP' : 'Bearer'} ${token ? 'error="invalid_token", ' : ''}${location}`);
    return response.writeHead(401).end();
  }
  if (request.method === 'DELETE') { // ends the access token before its time, and nothing else
    await token.destroy();
  }
  response.end(token.accountId ?? token.clientId);
});

const shown = { pfx: readFileSync(`${keys}/server.p12`), passphrase: process.env.KEY_STORE_PASSWORD };
const asked = { requestCert: true, rejectUnauthorized: false, ca: certificate.toString() };
https.createServer({ ...shown, ...asked }, provider.callback()).listen(tlsPort, '127.0.0.1', () =>
  http.createServer(provider.callback()).listen(issuerPort, '127.0.0.1', () =>
    resources.listen(resourcePort, '127.0.0.1', () => console.log('ready'))));
