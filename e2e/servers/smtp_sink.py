"""A real SMTP server for the tests: writes each mail to a file of the given folder, prints `port N`, runs until killed.

Recipients whose name starts with `refused` get 550, with `busy` 451, as a server would answer them.
"""

import asyncio
import itertools
import pathlib
import sys

from aiosmtpd.smtp import SMTP


class Sink:
    """Keeps what arrives."""

    def __init__(self, folder):
        self.folder = folder
        self.numbers = itertools.count()

    async def handle_RCPT(self, server, session, envelope, address, rcpt_options):
        if address.startswith("refused"):
            return f"550 5.1.1 <{address}>: no such mailbox"
        if address.startswith("busy"):
            return "451 4.3.2 Try again later"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server, session, envelope):
        name = f"{next(self.numbers):04}.eml"
        head = "".join(f"X-Rcpt: {address}\n" for address in envelope.rcpt_tos) + f"X-Mail: {envelope.mail_from}\n"
        # Written under another name first: whoever sees the file sees all of it.
        part = self.folder.parent / f"{self.folder.name}-{name}.part"
        part.write_bytes(head.encode() + envelope.content)
        part.rename(self.folder / name)
        return "250 2.0.0 Kept"


async def main():
    sink = Sink(pathlib.Path(sys.argv[1]))
    # Port 0: the system chooses a free one.
    server = await asyncio.get_running_loop().create_server(lambda: SMTP(sink), host="127.0.0.1", port=0)
    print(f"port {server.sockets[0].getsockname()[1]}", flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main())
