/** The engine, except that it dies of any question whose text is "deadly", in the middle of a set. */
import type { Question } from "../../../src/core/model/question.ts";
import { EngineServer } from "../../../src/engine/process/engineServer.ts";

const { answer } = EngineServer.prototype;
EngineServer.prototype.answer = async function (batch: number, questions: readonly Question[]): Promise<void> {
	const at = questions.findIndex((question) => "text" in question && question.text === "deadly");
	if (at < 0) return answer.call(this, batch, questions);
	await answer.call(this, batch, questions.slice(0, at));
	process.kill(process.pid, "SIGSEGV");
};
await import("../../../src/engine/main.ts");
