"""A PostgreSQL server as far as its door: it speaks the startup, asks for a password in one way, and judges it.

Nobody gets further: a right password is answered with `57P03`, so that a test sees that the door was open.
"""

import base64
import contextlib
import hashlib
import hmac
import os
import socket
import ssl
import struct
import threading

SSL_REQUEST = 80877103
ITERATIONS = 4096
METHODS = ("md5", "scram", "cleartext")


class Refused(Exception):
    """The client is sent away."""


class Door:
    """Listens on a port of its own; `method` is one of `METHODS` or `silence`, `tls` a server's context or None."""

    def __init__(self, method: str, user: str, password: str, tls: ssl.SSLContext | None = None) -> None:
        self._method = method
        self._user = user
        self._password = password
        self._tls = tls
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self.encrypted: list[bool] = []
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        """Listen no more."""
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        client.settimeout(10)
        with contextlib.suppress(OSError, Refused), contextlib.ExitStack() as stack:
            stack.callback(lambda: client.close())
            packet = _startup(client)
            if struct.unpack("!I", packet[:4])[0] == SSL_REQUEST:
                client.sendall(b"S" if self._tls else b"N")
                if self._tls:
                    client = self._tls.wrap_socket(client, server_side=True)
                packet = _startup(client)
            self.encrypted.append(isinstance(client, ssl.SSLSocket))
            words = packet[4:].rstrip(b"\0").split(b"\0")
            user = dict(zip(words[::2], words[1::2], strict=True))[b"user"].decode()
            if self._method == "silence":
                _receive(client)
            right = {"md5": self._md5, "scram": self._scram, "cleartext": self._cleartext}[self._method](client, user)
            if user != self._user or not right:
                _refuse(client, "28P01", f'password authentication failed for user "{user}"')
            _send(client, b"R", struct.pack("!I", 0))
            _refuse(client, "57P03", "the door was open")

    def _cleartext(self, client: socket.socket, user: str) -> bool:
        _send(client, b"R", struct.pack("!I", 3))
        return _receive(client).rstrip(b"\0") == self._password.encode()

    def _md5(self, client: socket.socket, user: str) -> bool:
        salt = os.urandom(4)
        _send(client, b"R", struct.pack("!I", 5) + salt)
        inner = _md5((self._password + user).encode())
        return _receive(client).rstrip(b"\0") == b"md5" + _md5(inner + salt)

    def _scram(self, client: socket.socket, user: str) -> bool:
        """Check a proof as RFC 5802 says."""
        _send(client, b"R", struct.pack("!I", 10) + b"SCRAM-SHA-256\0\0")
        answer = _receive(client)
        first = answer[answer.index(b"\0") + 5 :]
        bare = first.split(b",", 2)[2]
        salt = os.urandom(16)
        nonce = dict(part.split(b"=", 1) for part in bare.split(b","))[b"r"] + base64.b64encode(os.urandom(12))
        challenge = b"r=%s,s=%s,i=%d" % (nonce, base64.b64encode(salt), ITERATIONS)
        _send(client, b"R", struct.pack("!I", 11) + challenge)
        final, proof = _receive(client).rsplit(b",p=", 1)
        salted = hashlib.pbkdf2_hmac("sha256", self._password.encode(), salt, ITERATIONS)
        signed = b",".join([bare, challenge, final])
        key = bytes(
            one ^ other
            for one, other in zip(
                base64.b64decode(proof),
                _mac(hashlib.sha256(_mac(salted, b"Client Key")).digest(), signed),
                strict=True,
            )
        )
        if key != _mac(salted, b"Client Key"):
            return False
        signature = base64.b64encode(_mac(_mac(salted, b"Server Key"), signed))
        _send(client, b"R", struct.pack("!I", 12) + b"v=" + signature)
        return True


def _md5(text: bytes) -> bytes:
    return hashlib.md5(text, usedforsecurity=False).hexdigest().encode()


def _mac(key: bytes, text: bytes) -> bytes:
    return hmac.digest(key, text, "sha256")


def _exactly(client: socket.socket, count: int) -> bytes:
    data = b""
    while len(data) < count:
        more = client.recv(count - len(data))
        if not more:
            raise Refused
        data += more
    return data


def _startup(client: socket.socket) -> bytes:
    return _exactly(client, struct.unpack("!I", _exactly(client, 4))[0] - 4)


def _receive(client: socket.socket) -> bytes:
    _, length = struct.unpack("!cI", _exactly(client, 5))
    return _exactly(client, length - 4)


def _send(client: socket.socket, kind: bytes, body: bytes) -> None:
    client.sendall(kind + struct.pack("!I", len(body) + 4) + body)


def _refuse(client: socket.socket, state: str, message: str) -> None:
    fields = {"S": "FATAL", "V": "FATAL", "C": state, "M": message}
    _send(client, b"E", b"".join(f"{name}{text}\0".encode() for name, text in fields.items()) + b"\0")
    raise Refused
