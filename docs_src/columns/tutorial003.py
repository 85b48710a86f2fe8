"""URLs, secrets, addresses and paths: text or bytes in the table, objects in the program. Not in SQLModel."""

import os
from ipaddress import IPv4Address

from pydantic import AnyUrl, HttpUrl, SecretBytes, SecretStr

from sqlmodel_rs import Field, Session, SQLModel, create_engine, select


class Account(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    site: AnyUrl
    home: HttpUrl | None = None
    password: SecretStr = Field(max_length=100)
    token: SecretBytes | None = None
    address: IPv4Address | None = None


engine = create_engine(os.environ.get("DATABASE_URL", "sqlite://"))


def main() -> None:
    SQLModel.metadata.create_all(engine)
    with Session(engine) as session:
        given = {"site": "ftp://example.org/a", "password": "secret", "token": b"\x01", "address": "10.0.0.1"}
        session.add(Account.model_validate(given))
        session.commit()
        account = session.exec(select(Account).where(Account.site == AnyUrl("ftp://example.org/a"))).one()
        print(account.site.host, account.password, account.address)
        print(account.password.get_secret_value() == "secret")


if __name__ == "__main__":
    main()
