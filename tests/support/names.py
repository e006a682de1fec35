"""A name server of a test's own, as Docker has one: a name stands for as many addresses as there are machines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from socketserver import DatagramRequestHandler, StreamRequestHandler, ThreadingTCPServer, ThreadingUDPServer
from threading import Thread

import dns.message
import dns.rdatatype
import dns.rrset

from tests.support.server import free_port


def _answer(question: bytes, addresses: Sequence[str]) -> bytes:
    asked = dns.message.from_wire(question)
    answer = dns.message.make_response(asked, recursion_available=True)
    (wanted,) = asked.question
    if wanted.rdtype == dns.rdatatype.A:
        answer.answer.append(dns.rrset.from_text_list(wanted.name, 1, "IN", "A", addresses))
    return answer.to_wire()


@contextmanager
def name_server(addresses: Sequence[str]) -> Iterator[str]:
    """Every name has these IPv4 addresses; gives the "address:port" at which it answers, by UDP and TCP."""

    class ByUDP(DatagramRequestHandler):
        def handle(self) -> None:
            self.wfile.write(_answer(self.rfile.read(), addresses))

    class ByTCP(StreamRequestHandler):
        def handle(self) -> None:
            while size := self.rfile.read(2):
                answer = _answer(self.rfile.read(int.from_bytes(size)), addresses)
                self.wfile.write(len(answer).to_bytes(2) + answer)

    with ExitStack() as stack:
        here = ("127.0.0.1", free_port())  # one that is free for UDP may be taken for TCP
        by_udp = stack.enter_context(ThreadingUDPServer(here, ByUDP))
        by_tcp = stack.enter_context(ThreadingTCPServer(here, ByTCP))
        for server in (by_udp, by_tcp):
            server.daemon_threads = True
            Thread(target=server.serve_forever, daemon=True).start()
            stack.callback(server.shutdown)
        yield "{}:{}".format(*here)
