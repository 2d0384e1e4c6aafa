/**
 * Calls the console's hub as the page's own person would, but with whatever arguments one likes.
 * @param {import("playwright-core").Page} page @param {[method: string, ...args: unknown[]][]} calls
 * @returns {Promise<{ results: any[], pushes: any[] }>}
 */
export function hubCall(page, calls) {
  return page.evaluate(
    (calls) =>
      new Promise((resolve, reject) => {
        const END = "\u001e";
        const socket = new WebSocket(`${location.origin.replace("http", "ws")}/hub/console`);
        /** @type {any[]} */ const results = [];
        /** @type {any[]} */ const pushes = [];
        socket.onerror = () => reject(new Error("the hub cannot be reached"));
        socket.onclose = () => reject(new Error("the hub closed the connection"));
        socket.onopen = () => socket.send(JSON.stringify({ protocol: "json", version: 1 }) + END);
        socket.onmessage = ({ data }) => {
          for (const text of String(data).split(END).filter(Boolean)) {
            const frame = JSON.parse(text);
            if (!("type" in frame)) calls.forEach(([target, ...args], i) => socket.send(JSON.stringify({ type: 1, invocationId: String(i), target, arguments: args }) + END));
            if (frame.type === 1) pushes.push(frame);
            if (frame.type !== 3) continue;
            results[Number(frame.invocationId)] = frame;
            if (Object.keys(results).length < calls.length) continue;
            socket.onclose = null;
            socket.close();
            resolve({ results, pushes });
          }
        };
      }),
    calls,
  );
}
