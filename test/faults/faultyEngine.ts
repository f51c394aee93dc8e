/** The engine, except that FAULT {"every", "how"} befalls it instead of an answer to every so-manieth question. */
import { setTimeout as sleep } from "node:timers/promises";
import type { Question } from "../../src/core/model/question.ts";
import { EngineServer } from "../../src/engine/process/engineServer.ts";

const { every, how } = JSON.parse(process.env["FAULT"] ?? "{}") as { every: number; how: NodeJS.Signals | "exit" };
const { answer } = EngineServer.prototype;
let asked = 0;

EngineServer.prototype.answer = async function (batch: number, questions: readonly Question[]): Promise<void> {
	const sound = questions.slice(0, every - 1 - asked);
	asked += sound.length;
	await answer.call(this, batch, sound);
	if (sound.length === questions.length) return;
	// What was answered is on its way.
	await sleep(20);
	if (how === "exit") process.exit(7);
	process.kill(process.pid, how);
	return new Promise(() => {});
};
await import("../../src/engine/main.ts");
