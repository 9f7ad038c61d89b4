// Does what a person does first: signs in, makes a feature flag, switches it on, reads it as an application would.
// usage: node check.mjs http://127.0.0.1:8080
const origin = process.argv[2] ?? "http://127.0.0.1:8080";
const flag = `check-${Date.now().toString(36)}`;
let cookie = "";

async function call(what, method, path, body, headers = {}) {
  const answer = await fetch(origin + path, {
    method,
    headers: { "content-type": "application/json", cookie, ...headers },
    body: body && JSON.stringify(body),
    signal: AbortSignal.timeout(15_000),
  });
  const text = await answer.text();
  if (!answer.ok) {
    throw new Error(`${what}: ${method} ${path} answered ${answer.status}: ${text.slice(0, 300)}`);
  }
  const session = answer.headers.getSetCookie().map(line => line.split(";")[0]);
  if (session.length) {
    cookie = session.join("; ");
  }
  console.log(`ok  ${what}`);
  return text && answer.headers.get("content-type")?.includes("json") ? JSON.parse(text) : text;
}

const features = "/api/admin/projects/default/features";
await call("health", "GET", "/health");
await call("sign in", "POST", "/auth/simple/login", { username: "admin", password: "unleash4all" });
await call("make a flag", "POST", features, { name: flag, type: "release" });
await call("add a strategy", "POST", `${features}/${flag}/environments/development/strategies`, {
  name: "flexibleRollout",
  parameters: { rollout: "100", stickiness: "default", groupId: flag },
});
await call("switch it on", "POST", `${features}/${flag}/environments/development/on`);
const token = await call("make a client token", "POST", "/api/admin/api-tokens", {
  tokenName: flag, type: "client", environment: "development", projects: ["default"],
});
const seen = await call("read as an application", "GET", "/api/client/features", undefined, { authorization: token.secret });
if (!seen.features.some(each => each.name === flag && each.enabled)) {
  throw new Error(`the application does not see ${flag} switched on`);
}
console.log(`ok  ${flag} is on`);
