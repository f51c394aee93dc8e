import { existsSync, readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { beforeAll } from "vitest";
import { BindingsModel } from "../../src/engine/bindings/bindingsModel.ts";
import { LlamaModel } from "../../src/engine/llama/llamaModel.ts";
import { DETERMINISTIC } from "../../src/protocol/engine.ts";
import { builtKernel } from "./builtKernel.ts";
import { describeContract } from "./contract.ts";
import { tinyModel } from "./tinyModel.ts";

beforeAll(builtKernel);

const file = tinyModel();
describeContract("llama", () => LlamaModel.open(file, DETERMINISTIC));
describeContract("bindings", () => BindingsModel.open(file, DETERMINISTIC));

const withoutBos = tinyModel({ addBos: false, seed: 3 });
describeContract("llama without BOS", () => LlamaModel.open(withoutBos, DETERMINISTIC));
describeContract("bindings without BOS", () => BindingsModel.open(withoutBos, DETERMINISTIC));

const folder = resolve(import.meta.dirname, "../../demo/models");
for (const name of existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith(".gguf")) : []) {
	const model = join(folder, name);
	describeContract(`llama on ${name}`, () => LlamaModel.open(model, DETERMINISTIC));
	describeContract(`bindings on ${name}`, () => BindingsModel.open(model, DETERMINISTIC));
}
