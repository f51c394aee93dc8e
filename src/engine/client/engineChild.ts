import { type ChildProcess, fork } from "node:child_process";
import { type BirpcReturn, createBirpc } from "birpc";
import type { EngineEvents, EngineFunctions } from "../../protocol/engine.ts";
import { engineFile } from "./engineFile.ts";
import { Heartbeat } from "./heartbeat.ts";

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

/** In MB: V8 would let what is short-lived pile up to four times as much, and no question is answered sooner for it. */
const YOUNG_GENERATION = ["--max-semi-space-size=16"];

/**
 * A batch of logits is copied once and read later, by another core: written past the caches it costs less and leaves the
 * weights in them. glibc alone reads this, and by itself would do so only from sizes beyond all caches.
 */
const COPY_PAST_CACHES = "glibc.cpu.x86_non_temporal_threshold=0x400000";

/** How long an engine may take to leave on its own, in milliseconds. */
const GRACE = 700;

/** One engine process and the line to it. Calls reject with EngineDied when it ends, for whatever reason. */
export class EngineChild {
	readonly rpc: BirpcReturn<EngineFunctions, EngineEvents>;
	readonly #process: ChildProcess;
	readonly #ended: Promise<void>;
	/** Why we killed it, where its signal does not say. */
	#why: string | undefined;

	/** `silenceMs`: an engine that gives no sign of life for so long is killed; left out, it may take its time. */
	constructor(events: EngineEvents, silenceMs?: number) {
		this.#process = fork(engineFile(), [], {
			serialization: "advanced",
			// The parent's inspector and loaders are not the engine's.
			execArgv: YOUNG_GENERATION,
			env: { ...process.env, GLIBC_TUNABLES: process.env["GLIBC_TUNABLES"] ?? COPY_PAST_CACHES },
			// A server's stdout is a protocol; llama.cpp's last words are nobody's.
			stdio: ["ignore", "ignore", "ignore", "ipc"],
		});
		this.rpc = createBirpc<EngineFunctions, EngineEvents>(events, {
			post: (message) => this.#send(message),
			on: (receive) => this.#process.on("message", receive),
			bind: "functions",
			timeout: -1,
		});
		const heartbeat = silenceMs === undefined ? undefined : this.#watch(silenceMs);
		this.#ended = new Promise((resolve) => {
			const end = (error: EngineDied) => {
				heartbeat?.stop();
				this.rpc.$close(error);
				resolve();
			};
			this.#process.once("exit", (code, signal) => {
				end(this.#why === undefined ? new EngineDied(code, signal) : new EngineDied(null, null, this.#why));
			});
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

	/** The engine's event loop is free while llama.cpp works, so it answers unless it is stopped or hangs. */
	#watch(silenceMs: number): Heartbeat {
		const ping = () => void this.rpc.ping().catch(() => {});
		const heartbeat = new Heartbeat(silenceMs, ping, () => {
			this.#why = `no sign of life for ${silenceMs / 1000} seconds`;
			this.kill();
		});
		this.#process.on("message", () => heartbeat.heard());
		return heartbeat;
	}

	#send(message: Parameters<ChildProcess["send"]>[0]): void {
		// Sending to a process that is gone fails; its exit rejects the calls.
		if (this.#process.connected) this.#process.send(message, undefined, {}, () => {});
	}
}
