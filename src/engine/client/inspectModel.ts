import { basename, resolve } from "node:path";
import type { ModelFileFacts } from "../../protocol/engine.ts";
import { checkModelFile } from "../modelFile.ts";
import { orThrow } from "./refusal.ts";
import { inThrowAway } from "./throwAway.ts";

/** Headers are read in well under a second; a damaged length can make the reader go on for minutes. */
const PATIENCE_MS = 20_000;

/** What a GGUF file says of itself. Throws Problem naming the file when it cannot be read; a damaged one crashes nobody. */
export async function inspectModel(file: string, signal?: AbortSignal): Promise<ModelFileFacts> {
	await checkModelFile(file);
	return inThrowAway(async (rpc) => orThrow(await rpc.inspect(resolve(file))), {
		doing: `Reading ${basename(file)}`,
		remedy: "The file may be damaged: download it again.",
		timeoutMs: PATIENCE_MS,
		...(signal ? { signal } : {}),
	});
}
