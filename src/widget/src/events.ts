export interface ServerEvent {
  name: string;
  id: string;
  data: string;
}

/** Cuts a stream of server-sent events apart, wherever the network cut it. */
export class EventReader {
  private rest = "";

  read(chunk: string): ServerEvent[] {
    const blocks = (this.rest + chunk).split("\n\n");
    this.rest = blocks.pop() ?? "";
    return blocks.flatMap((block) => {
      const event: ServerEvent = { name: "", id: "", data: "" };
      for (const line of block.split("\n")) {
        const colon = line.indexOf(":");
        const value = line.slice(colon + 1).trimStart();
        const field = line.slice(0, colon);
        if (field === "event") event.name = value;
        else if (field === "id") event.id = value;
        else if (field === "data") event.data += value;
      }
      return event.name ? [event] : [];
    });
  }
}
