import type { Readable, Writable } from "node:stream";
import type { OpenAuditor } from "../runtime/openAuditor.ts";
import type { OpenModel } from "../runtime/openModel.ts";

/** A stream of text, and whether a person is looking at it. */
export interface Output extends Pick<Writable, "write"> {
	readonly isTTY?: boolean | undefined;
	readonly columns?: number | undefined;
}

/** Everything a command needs of the world it runs in; tests hand in their own. */
export interface Shell {
	readonly cwd: string;
	readonly env: NodeJS.ProcessEnv;
	readonly stdin: Readable;
	/** What the command is asked for: one JSON document, JSONL, or text. */
	readonly stdout: Output;
	/** Progress, notices and errors. */
	readonly stderr: Output;
	/** Aborted by the first Ctrl-C. */
	readonly signal: AbortSignal;
	readonly openAuditor: OpenAuditor;
	readonly openModel: OpenModel;
	/** What the process ends with when the command returns. */
	exitCode: number;
}
