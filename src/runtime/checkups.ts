import { existsSync } from "node:fs";
import { freemem, totalmem } from "node:os";
import { Problem } from "../core/audit/problem.ts";
import type { ScoreAnswer } from "../core/model/answer.ts";
import type { ScoreQuestion } from "../core/model/question.ts";
import { chooseBackend } from "../engine/client/chooseBackend.ts";
import { openEngine } from "../engine/client/openEngine.ts";
import { probeBackends } from "../engine/client/probeBackends.ts";
import { AUTOMATIC, DETERMINISTIC } from "../protocol/engine.ts";
import { openStore } from "../store/openStore.ts";
import { storeFolder } from "../store/storeFolder.ts";
import { answerOf, askModel } from "./askModel.ts";

/** One thing that must be in order, and what to do when it is not. */
export interface Checkup {
	readonly name: string;
	readonly ok: boolean;
	readonly detail: string;
	/** Only when not ok. */
	readonly remedy?: string;
	/** A part that may be missing: nothing depends on it. */
	readonly optional?: boolean;
}

/** The first Node with a stable node:sqlite. */
const NODE = [22, 13] as const;
const GIGABYTE = 1024 ** 3;
/** Two engines on one file: the specification's own tolerance, in nats. */
const TOLERANCE = 1e-4;

/** Looks at everything an audit needs, one thing after the other. `demoModel` is scored by both engines when it is there. */
export async function* checkups(
	store: string | undefined,
	demoModel: string,
	signal: AbortSignal,
): AsyncGenerator<Checkup, void, void> {
	yield node();
	yield await tried("Store", () => storeWritable(storeFolder(store)));
	yield memory();
	yield* await backends();
	if (existsSync(demoModel)) yield await tried("Demo model", () => bothEnginesAgree(demoModel, signal));
	else
		yield {
			name: "Demo model",
			ok: false,
			optional: true,
			detail: `${demoModel} is not there`,
			remedy: "It is part of the repository.",
		};
}

function node(): Checkup {
	const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
	const ok = major > NODE[0] || (major === NODE[0] && minor >= NODE[1]);
	const detail = `${process.version} on ${process.platform}-${process.arch}`;
	return { name: "Node", ok, detail, ...(ok ? {} : { remedy: `Use Node ${NODE.join(".")} or newer.` }) };
}

function memory(): Checkup {
	const [free, total] = [freemem(), totalmem()].map((bytes) => (bytes / GIGABYTE).toFixed(1));
	const ok = freemem() > GIGABYTE;
	const detail = `${free} GB of ${total} GB free`;
	return {
		name: "Memory",
		ok,
		detail,
		...(ok ? {} : { remedy: "Close other programs before opening a large model." }),
	};
}

async function storeWritable(folder: string): Promise<string> {
	const store = openStore(folder);
	try {
		return `${folder}, ${store.answers.count()} answers`;
	} finally {
		store.close();
	}
}

async function backends(): Promise<readonly Checkup[]> {
	try {
		const reports = await probeBackends();
		const { gpu } = await chooseBackend(AUTOMATIC);
		const chosen = { name: "Models run on", ok: true, detail: `${gpu}, unless --gpu says otherwise` };
		const found = reports.map(({ backend, loads, detail }) => ({
			name: `llama.cpp ${backend}`,
			ok: loads,
			detail,
			...(loads
				? {}
				: { remedy: backend === "cpu" ? "Install again with: npm ci" : "Nothing to do: the CPU is used." }),
			...(backend === "cpu" ? {} : { optional: true }),
		}));
		return [...found, chosen];
	} catch (error) {
		return [failed("llama.cpp", error)];
	}
}

/** The canary of engine.md, section 7: the same text through libllama and through node-llama-cpp's public interface. */
async function bothEnginesAgree(file: string, signal: AbortSignal): Promise<string> {
	const [fast, fallback] = [await logp(file, "llama", signal), await logp(file, "bindings", signal)];
	const difference = Math.max(...fast.map((value, at) => Math.abs(value - (fallback[at] ?? Number.NaN))));
	if (!(difference <= TOLERANCE)) {
		const message = `The two engines disagree on ${file} by ${difference.toExponential(1)} nats.`;
		throw new Problem("engine", message, "Install again with: npm ci");
	}
	return `both engines agree within ${TOLERANCE} nats on ${fast.length} tokens`;
}

async function logp(file: string, engine: "llama" | "bindings", signal: AbortSignal): Promise<readonly number[]> {
	const model = await openEngine(file, { ...DETERMINISTIC, engine }, { signal });
	try {
		const text = "The ferry left at nine, and nobody on the quay looked back.";
		const question: ScoreQuestion = { kind: "score", role: "target", text, scoredFrom: 0, schemes: [], top: 0 };
		const [outcome] = await askModel(model, [question], signal);
		const answer: ScoreAnswer = answerOf(question, outcome);
		return [...answer.logp].filter(Number.isFinite);
	} finally {
		await model.close();
	}
}

async function tried(name: string, check: () => Promise<string>): Promise<Checkup> {
	try {
		return { name, ok: true, detail: await check() };
	} catch (error) {
		return failed(name, error);
	}
}

function failed(name: string, error: unknown): Checkup {
	if (!(error instanceof Problem)) throw error;
	return { name, ok: false, detail: error.message, remedy: error.remedy };
}
