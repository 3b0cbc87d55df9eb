// OpenID Providers on loopback, by the certified implementation `oidc-provider`, that can be told to misbehave.
//
// Reads one JSON line from standard input: {redirect, providers: [{name, port, acr, accounts}]}, where accounts
// are claims by the name that one types in. Writes "ready", and ends with its standard input.
// GET /misbehave?how=… on a provider says what is wrong with the tokens that it gives from then on; how=hold
// keeps its answers back, as links that nobody has followed.
import readline from "node:readline";

import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const require = createRequire(process.argv[2] + "/package.json");
const load = async (name) => import(pathToFileURL(require.resolve(name)).href);
const { default: Provider } = await load("oidc-provider");
const jose = await load("jose");

const makeKey = async () => (await jose.generateKeyPair("RS256", { extractable: true })).privateKey;

// What a token becomes: claims changed, and signed anew by the provider's own key unless told otherwise.
const TAMPER = {
  issuer: (claims) => ({ ...claims, iss: "https://evil.example" }),
  audience: (claims) => ({ ...claims, aud: "somebody-else" }),
  audiences: (claims) => ({ ...claims, aud: [claims.aud, "somebody-else"], azp: "somebody-else" }),
  nonce: (claims) => ({ ...claims, nonce: "another" }),
  no_nonce: ({ nonce, ...claims }) => claims,
  expired: (claims) => ({ ...claims, exp: claims.iat - 60, iat: claims.iat - 120 }),
  stale: (claims) => ({ ...claims, iat: claims.iat - 3600 }),
  level: (claims) => ({ ...claims, acr: "low" }),
  signature: (claims) => claims,
  unsigned: (claims) => claims,
};

async function tampered(token, how, key, rogue, kid) {
  const claims = TAMPER[how](jose.decodeJwt(token));
  if (how === "unsigned") return new jose.UnsecuredJWT(claims).encode();
  const by = how === "signature" ? rogue : key;
  return new jose.SignJWT(claims).setProtectedHeader({ alg: "RS256", kid }).sign(by);
}

async function start({ name, port, acr, accounts }, redirect) {
  const key = await makeKey();
  const rogue = await makeKey();
  const kid = `${name}-1`;
  let how = "";
  const claims = [...new Set(Object.values(accounts).flatMap((one) => Object.keys(one)))];
  const provider = new Provider(`http://127.0.0.1:${port}`, {
    jwks: { keys: [{ ...(await jose.exportJWK(key)), kid, alg: "RS256", use: "sig" }] },
    clients: [
      {
        client_id: `tettpaa-${name}`,
        client_secret: `secret of ${name}`,
        redirect_uris: [redirect.replace("NAME", name)],
      },
    ],
    scopes: ["openid", "profile", "userid", "userid-feide", "userid-nin"],
    claims: { openid: ["sub", ...claims] },
    conformIdTokenClaims: false,
    acrValues: ["low", "substantial", "high", "entraid", "idporten-loa-substantial", "idporten-loa-high"],
    pkce: { required: () => true },
    cookies: {
      keys: ["only for tests"],
      names: { session: `_s_${name}`, interaction: `_i_${name}`, resume: `_r_${name}` },
    },
    features: { devInteractions: { enabled: false } },
    interactions: { url: (ctx, interaction) => `/interaction/${interaction.uid}` },
    findAccount: (ctx, id) => ({ accountId: id, claims: () => ({ sub: id, ...accounts[id] }) }),
    // Nobody is asked for consent.
    async loadExistingGrant(ctx) {
      const grant = new provider.Grant({
        clientId: ctx.oidc.client.clientId,
        accountId: ctx.oidc.session.accountId,
      });
      grant.addOIDCScope("openid profile userid userid-feide userid-nin");
      await grant.save();
      return grant;
    },
  });
  provider.use(async (ctx, next) => {
    if (ctx.path === "/misbehave") {
      how = ctx.query.how;
      ctx.body = "";
      return;
    }
    if (ctx.path.startsWith("/interaction/")) {
      await interact(provider, ctx, acr);
      return;
    }
    await next();
    if (ctx.path === "/token" && ctx.body?.id_token && TAMPER[how]) {
      ctx.body.id_token = await tampered(ctx.body.id_token, how, key, rogue, kid);
    }
    const onwards = ctx.response.get("location") ?? "";
    if (how === "hold" && onwards.startsWith(redirect.split("NAME")[0])) {
      ctx.remove("location");
      ctx.status = 200;
      ctx.body = `<!doctype html><title>Held</title><a href="${onwards.replaceAll("&", "&amp;")}">answer</a>`;
    }
    if (ctx.path === "/me" && how === "userinfo") ctx.body.sub = "another";
    if (ctx.path === "/.well-known/openid-configuration" && how === "discovery") {
      ctx.body = { ...ctx.body, issuer: "https://evil.example" };
    }
    if (ctx.path === "/.well-known/openid-configuration" && how === "host") {
      ctx.body = { ...ctx.body, token_endpoint: `http://localhost:${port}/token` };
    }
  });
  await new Promise((listening) => provider.listen(port, "127.0.0.1", listening));
}

async function interact(provider, ctx, acr) {
  if (ctx.method === "POST") {
    let body = "";
    for await (const chunk of ctx.req) body += chunk;
    const accountId = new URLSearchParams(body).get("login");
    const result = { login: { accountId, acr, amr: ["pwd"] } };
    await provider.interactionFinished(ctx.req, ctx.res, result);
    ctx.respond = false;
    return;
  }
  ctx.body = `<!doctype html><title>Log in</title><form method="post">
    <label>Name <input name="login"></label><button>Log in</button></form>`;
}

for await (const line of readline.createInterface({ input: process.stdin })) {
  const { redirect, providers } = JSON.parse(line);
  for (const provider of providers) await start(provider, redirect);
  console.log("ready");
}
process.exit(0);
