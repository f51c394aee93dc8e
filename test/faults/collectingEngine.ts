/** The engine, which collects its garbage when it gets SIGUSR2: what it then holds is what it keeps. */
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;
process.on("SIGUSR2", () => collect());
await import("../../src/engine/main.ts");
