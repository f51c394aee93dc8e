/** The engine, except that the second one refuses the model: PALIMPSEST_TEST_MARK is a file that counts them. */
import { appendFileSync, readFileSync } from "node:fs";
import { EngineServer } from "../../../src/engine/process/engineServer.ts";

const mark = process.env.PALIMPSEST_TEST_MARK as string;
const { open } = EngineServer.prototype;
EngineServer.prototype.open = async function (...args) {
	appendFileSync(mark, "x");
	if (readFileSync(mark, "utf8") === "xx") return { refused: { code: "input", message: "Not now.", remedy: "Wait." } };
	return open.apply(this, args);
};
await import("../../../src/engine/main.ts");
