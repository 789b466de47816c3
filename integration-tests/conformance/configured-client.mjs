// Starts a client with what a user would configure for the scenario's server. No OAuth: it writes a properties file from
// the suite's context and runs a JVM. Arguments: the folder for its files, then the command; the suite adds the URL.
import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const [folder, ...command] = process.argv.slice(2);
const url = command.pop();
const scenario = process.env.MCP_CONFORMANCE_SCENARIO;
const context = JSON.parse(process.env.MCP_CONFORMANCE_CONTEXT ?? "{}");
mkdirSync(folder, { recursive: true });

/** A secret in a file of its own, as platforms and operators hand them out. */
function secretFile(name, secret) {
  if (secret === undefined) {
    return undefined;
  }
  const file = join(folder, name);
  writeFileSync(file, secret, { mode: 0o600 });
  return "${file:" + file + "}";
}

const grants = {
  "auth/client-credentials-jwt": "client_credentials",
  "auth/client-credentials-basic": "client_credentials",
  "auth/enterprise-managed-authorization": "id_jag",
  "auth/wif-jwt-bearer": "jwt_bearer",
};

const server = {
  url,
  grant: grants[scenario],
  issuer: context.issuer,
  "client-id": context.client_id,
  "client-secret": secretFile("client-secret", context.client_secret),
  "client-key": secretFile("client-key.pem", context.private_key_pem),
  "client-auth": context.private_key_pem && "private_key_jwt",
  assertion: secretFile("assertion.jwt", context.valid_jwt),
  "idp.issuer": context.idp_issuer,
  "idp.token-endpoint": context.idp_token_endpoint,
  "idp.client-id": context.idp_client_id,
  "idp.id-token": secretFile("id-token.jwt", context.idp_id_token),
  // The suite names the document in its README, not in its context.
  "client-metadata-url":
    scenario === "auth/basic-cimd" ? "https://conformance-test.local/client-metadata.json" : undefined,
};

const settings = {
  "safeconduct.login": "auto",
  "safeconduct.login.wait": "20s",
  "safeconduct.browser.command": "curl -sSL -o /dev/null",
  "safeconduct.store": "file",
  "safeconduct.store.file.dir": join(folder, "tokens"),
};
for (const [key, value] of Object.entries(server)) {
  if (value !== undefined) {
    settings["safeconduct.server.mcp." + key] = value;
  }
}
const file = join(folder, "safeconduct.properties");
writeFileSync(
  file,
  Object.entries(settings)
    .map(([key, value]) => `${key}=${value}\n`)
    .join(""),
  { mode: 0o600 },
);

const version = process.env.MCP_CONFORMANCE_PROTOCOL_VERSION;
const [program, ...rest] = [...command, version, url];
const result = spawnSync(program, rest, {
  stdio: ["ignore", "inherit", "inherit"],
  env: { ...process.env, SAFECONDUCT_CONFIG: file, HOME: folder },
});
process.exit(result.status ?? 1);
