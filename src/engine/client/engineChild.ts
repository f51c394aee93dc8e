import { type ChildProcess, fork } from "node:child_process";
import { type BirpcReturn, createBirpc } from "birpc";
import type { EngineEvents, EngineFunctions } from "../../protocol/engine.ts";
import { engineFile } from "./engineFile.ts";

/** The engine process ended before it answered. */
export class EngineDied extends Error {
	readonly signal: NodeJS.Signals | null;
	/** How it ended, for a sentence: "SIGABRT", "exit code 1". */
	readonly how: string;

	constructor(code: number | null, signal: NodeJS.Signals | null, why?: string) {
		super("the engine process ended");
		this.name = "EngineDied";
		this.signal = signal;
		this.how = why ?? signal ?? `exit code ${code}`;
	}
}

/** How long an engine may take to leave on its own, in milliseconds. */
const GRACE = 700;

/** One engine process and the line to it. Calls reject with EngineDied when it ends, for whatever reason. */
export class EngineChild {
	readonly rpc: BirpcReturn<EngineFunctions, EngineEvents>;
	readonly #process: ChildProcess;
	readonly #ended: Promise<void>;

	constructor(events: EngineEvents) {
		this.#process = fork(engineFile(), [], {
			serialization: "advanced",
			// The parent's inspector and loaders are not the engine's.
			execArgv: [],
			// A server's stdout is a protocol; llama.cpp's last words are nobody's.
			stdio: ["ignore", "ignore", "ignore", "ipc"],
		});
		this.rpc = createBirpc<EngineFunctions, EngineEvents>(events, {
			post: (message) => this.#send(message),
			on: (receive) => this.#process.on("message", receive),
			bind: "functions",
			timeout: -1,
		});
		this.#ended = new Promise((resolve) => {
			const end = (error: EngineDied) => {
				this.rpc.$close(error);
				resolve();
			};
			this.#process.once("exit", (code, signal) => end(new EngineDied(code, signal)));
			// Emitted instead of "exit" when the process could not be started.
			this.#process.once("error", (error) => end(new EngineDied(null, null, error.message)));
		});
	}

	get processId(): number | undefined {
		return this.#process.pid;
	}

	/** Asks it to leave and kills it when it does not; resolves once it is gone, within a second. */
	async close(): Promise<void> {
		if (!this.rpc.$closed) this.rpc.close().catch(() => {});
		const timer = setTimeout(() => this.kill(), GRACE);
		await this.#ended;
		clearTimeout(timer);
	}

	kill(): void {
		this.#process.kill("SIGKILL");
	}

	#send(message: Parameters<ChildProcess["send"]>[0]): void {
		// Sending to a process that is gone fails; its exit rejects the calls.
		if (this.#process.connected) this.#process.send(message, undefined, {}, () => {});
	}
}
