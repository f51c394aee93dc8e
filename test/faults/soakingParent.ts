/**
 * Opens and asks engines for a long time and prints what it and they hold after two fifths of it and at the end, as JSON:
 * `soakingParent.ts MODEL ADAPTER engines COUNT`, or `deterministic` or `throughput` and a count of questions to one.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Question } from "../../src/core/model/question.ts";
import { openEngine } from "../../src/engine/client/openEngine.ts";
import type { SupervisedModel } from "../../src/engine/client/supervisedModel.ts";
import { DETERMINISTIC } from "../../src/protocol/engine.ts";
import { score } from "../engine/client/questions.ts";
import type { Held, Soaked } from "./soaked.ts";

process.env["PALIMPSEST_ENGINE"] = join(import.meta.dirname, "collectingEngine.ts");
const [file = "", adapter = "", what = "", count = ""] = process.argv.slice(2);
const COUNT = Number(count);
const WARM_UP = Math.ceil(COUNT * 0.4);
/** Questions of one call. */
const SET = 500;

// One signal for all, as an audit has it: listeners of engines long closed must not stay on it.
const { signal } = new AbortController();
let failed = 0;
console.log(JSON.stringify(await (what === "engines" ? manyEngines() : oneEngine())));

async function manyEngines(): Promise<Soaked> {
	for (let i = 0; i < WARM_UP; i++) await cycle(i);
	const before = { parent: await held() };
	for (let i = WARM_UP; i < COUNT; i++) await cycle(i);
	return { before, after: { parent: await held() }, children: children(), failed, crashes: 0 };
}

async function cycle(i: number): Promise<void> {
	const adapters = i % 2 === 0 ? [{ file: adapter, scale: 1 }] : [];
	const model = await openEngine(file, DETERMINISTIC, { signal, adapters });
	await askSome(model, i * 20, 20);
	if (adapters.length > 0) await model.adapt([0.5]);
	await model.close();
}

async function oneEngine(): Promise<Soaked> {
	const numericMode = what === "throughput" ? "throughput" : "deterministic";
	const model = await openEngine(file, { ...DETERMINISTIC, numericMode }, { signal });
	const both = async () => {
		for (let i = 0; i < 3; i++) {
			process.kill(model.processId as number, "SIGUSR2");
			await sleep(100);
		}
		return { parent: await held(), engine: heldBy(model.processId as number) };
	};
	await askSome(model, 0, WARM_UP);
	const before = await both();
	await askSome(model, WARM_UP, COUNT - WARM_UP);
	const after = await both();
	await model.close();
	return { before, after, children: children(), failed, crashes: model.crashes };
}

async function askSome(model: SupervisedModel, from: number, many: number): Promise<void> {
	for (let at = from; at < from + many; at += SET) {
		const set = Array.from({ length: Math.min(SET, from + many - at) }, (_, i) => question(at + i));
		for await (const { outcome } of model.answer(set, signal)) if (outcome.kind === "failure") failed++;
	}
}

/** Every one another: nothing is answered from a memory of the last. */
function question(i: number): Question {
	const role = "target";
	if (i % 50 === 1) return { kind: "generate", role, prompt: `${i} Once`, maxTokens: 3, stop: [] };
	if (i % 50 === 2) return { kind: "embed", role, text: `${i} boats` };
	if (i % 50 === 3) return { kind: "tokenize", role, text: `${i} boats came in` };
	const plain = score(`${i} came`);
	return i % 10 === 4 ? { ...plain, top: 2, schemes: [{ temperature: 1, topK: 4 }] } : plain;
}

/** What this process holds once its garbage is collected. */
async function held(): Promise<Held> {
	for (let i = 0; i < 3; i++) {
		globalThis.gc?.();
		await sleep(50);
	}
	return heldBy("self");
}

function heldBy(id: number | "self"): Held {
	const resident = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${id}/status`, "utf8"))?.[1];
	return {
		bytes: Number(resident) * 1024,
		handles: readdirSync(`/proc/${id}/fd`).length,
		threads: readdirSync(`/proc/${id}/task`).length,
	};
}

function children(): number {
	const ids = readFileSync(`/proc/self/task/${process.pid}/children`, "utf8").split(" ");
	return ids.filter((id) => id.trim() !== "").length;
}
