// Draws the OpenAPI document as nested details: operations with their access, bodies and answers, then schemas.

const make = (name, text, ...children) => {
  const node = document.createElement(name);
  if (text) node.textContent = text;
  node.append(...children);
  return node;
};

const reference = (ref) => {
  const name = ref.split("/").pop();
  const link = make("a", name);
  link.href = `#schema-${name}`;
  return link;
};

/** A schema as a tree of lists; references become links. */
const shape = (schema) => {
  if (!schema) return make("span", "nothing");
  if (schema.$ref) return reference(schema.$ref);
  for (const word of ["oneOf", "anyOf", "allOf"]) {
    if (schema[word]) {
      const list = make("ul");
      for (const one of schema[word]) list.append(make("li", "", shape(one)));
      return make("span", `${word} `, list);
    }
  }
  if (schema.enum) return make("code", schema.enum.join(" | "));
  if (schema.type === "array") return make("span", "list of ", shape(schema.items));
  if (schema.properties) {
    const list = make("ul");
    for (const [name, inner] of Object.entries(schema.properties)) {
      const need = (schema.required ?? []).includes(name) ? "" : "?";
      const item = make("li", "", make("code", `${name}${need}`), ": ", shape(inner));
      if (inner.description) item.append(make("small", ` ${inner.description}`));
      list.append(item);
    }
    return list;
  }
  return make("code", [schema.type].flat().filter(Boolean).join(" | ") || "any");
};

const content = (holder) => Object.values(holder?.content ?? {})[0]?.schema;

const operation = (path, method, facts) => {
  const box = make("details", "", make("summary", "", make("b", method.toUpperCase()), " ", make("code", path), ` ${facts.operationId}`));
  const schemes = (facts.security ?? []).flatMap((one) => Object.keys(one));
  box.append(make("p", `Access: ${schemes.length ? schemes.join(" or ") : "anybody"}`));
  if (facts.requestBody) box.append(make("h3", "Body"), shape(content(facts.requestBody)));
  for (const [status, answer] of Object.entries(facts.responses ?? {})) {
    box.append(make("h3", `${status} ${answer.description}`), shape(content(answer)));
  }
  box.dataset.words = `${method} ${path} ${facts.operationId}`.toLowerCase();
  return box;
};

const api = await (await fetch("/api/openapi.json")).json();
document.getElementById("about").textContent = api.info.description;
const operations = document.getElementById("operations");
for (const [path, item] of Object.entries(api.paths)) {
  for (const [method, facts] of Object.entries(item)) operations.append(operation(path, method, facts));
}
const schemas = document.getElementById("schemas");
for (const [name, schema] of Object.entries(api.components?.schemas ?? {})) {
  const box = make("details", "", make("summary", name), shape(schema));
  if (schema.description) box.append(make("p", schema.description));
  box.id = `schema-${name}`;
  schemas.append(box);
}
document.getElementById("filter").addEventListener("input", (event) => {
  const wanted = event.target.value.toLowerCase();
  for (const box of operations.children) box.hidden = !box.dataset.words.includes(wanted);
});
const open = () => document.getElementById(location.hash.slice(1))?.setAttribute("open", "");
addEventListener("hashchange", open);
open();
