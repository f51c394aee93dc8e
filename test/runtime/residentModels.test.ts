import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, expect, test } from "vitest";
import type { ModelSpec } from "../../src/core/audit/request.ts";
import type { LanguageModel } from "../../src/core/model/languageModel.ts";
import { ResidentModels } from "../../src/runtime/residentModels.ts";
import { temporaryFolder } from "../store/temporaryFolder.ts";
import { type FakeEngines, fakeEngines } from "./fakeEngines.ts";

let folder: string;
let engines: FakeEngines;
let residents: ResidentModels;

beforeEach(() => {
	folder = temporaryFolder();
	for (const name of ["m.gguf", "a.gguf", "b.gguf"]) writeFileSync(join(folder, name), name);
	engines = fakeEngines({});
	const signal = new AbortController().signal;
	residents = new ResidentModels(engines.port, { choices: {}, onDecoded: () => {}, signal, budget: 2 ** 40 });
});

const adapted = (adapter: string, scale: number): ModelSpec => ({
	file: join(folder, "m.gguf"),
	adapters: [{ file: join(folder, adapter), scale }],
});

/** Lends the model, notes when, and gives it back when told. */
function lending(spec: ModelSpec) {
	let begin = () => {};
	let end = () => {};
	const began = new Promise<void>((resolve) => {
		begin = resolve;
	});
	const over = new Promise<void>((resolve) => {
		end = resolve;
	});
	async function* work(_: LanguageModel) {
		begin();
		await over;
		yield engines.log.scales.at(-1);
	}
	const seen = (async () => {
		const items: unknown[] = [];
		for await (const item of residents.lend(spec, work)) items.push(item);
		return items[0];
	})();
	return { began, end, seen };
}

test("a model whose adapter gets another scale is not opened again", async () => {
	for (const scale of [1, 0.5, 0.5, 0]) {
		const { end, seen } = lending(adapted("a.gguf", scale));
		end();
		expect(await seen).toBe(`m.gguf ${scale}`);
	}
	expect(engines.log.opened).toEqual(["m.gguf"]);
	expect(engines.log.scales).toEqual(["m.gguf 1", "m.gguf 0.5", "m.gguf 0"]);
});

test("nobody's scale changes under them: who wants another waits, who wants the same does not", async () => {
	const first = lending(adapted("a.gguf", 1));
	await first.began;
	const other = lending(adapted("a.gguf", 2));
	const same = lending(adapted("a.gguf", 1));
	await same.began;
	first.end();
	other.end();
	expect(await first.seen).toBe("m.gguf 1");
	// Still lent under the old scale.
	expect(engines.log.scales).toEqual(["m.gguf 1"]);
	same.end();
	expect(await same.seen).toBe("m.gguf 1");
	expect(await other.seen).toBe("m.gguf 2");
});

test("three who want three scales at once all get their own", async () => {
	const lent = [1, 2, 3].map((scale) => lending(adapted("a.gguf", scale)));
	for (const { end } of lent) end();
	expect(await Promise.all(lent.map(({ seen }) => seen))).toEqual(["m.gguf 1", "m.gguf 2", "m.gguf 3"]);
});

test("other adapters, and none, are models of their own", async () => {
	const specs: readonly ModelSpec[] = [{ file: join(folder, "m.gguf") }, adapted("a.gguf", 1), adapted("b.gguf", 1)];
	for (const spec of specs) {
		const { end, seen } = lending(spec);
		end();
		await seen;
	}
	expect(engines.log.opened).toEqual(["m.gguf", "m.gguf", "m.gguf"]);
	expect(specs.map((spec) => residents.has(spec))).toEqual([true, true, true]);
});

test("a model that will not be asked again is closed, but not while somebody asks it", async () => {
	const model = { file: join(folder, "m.gguf") };
	const asking = lending(model);
	await asking.began;
	await residents.release(model);
	expect([engines.log.opened, engines.log.closed]).toEqual([["m.gguf"], []]);
	asking.end();
	await asking.seen;
	await residents.release(model);
	await residents.release({ file: join(folder, "never opened.gguf") });
	expect(engines.log.closed).toEqual(["m.gguf"]);
});
