import { describe, expect, test } from '@jest/globals';
import { describeFastApi } from '../../../src/core/fastapi/describe-fastapi.ts';
import { findOperations } from '../../../src/core/fastapi/operations.ts';
import { createIndexer } from '../../../src/core/index/index-texts.ts';
import { loadPythonParser } from '../../../src/edges/files/load-grammar.ts';
import { givenProject } from '../django/project.ts';

const parser = await loadPythonParser();

const SHOP: Record<string, string> = {
  'shop/__init__.py': '',
  'shop/main.py': `from fastapi import Depends, FastAPI
from .routers import orders
from .routers.carts import router as carts
from .deps import get_token
app = FastAPI(dependencies=[Depends(get_token)])
app.include_router(orders.router, prefix="/api/v1")
def create_app():
    made = FastAPI()
    made.include_router(carts, prefix="/carts")
    return made
@app.get("/health")
async def health():
    return {}
`,
  'shop/deps.py': `from typing import Annotated
from fastapi import Depends
def get_db(): ...
def get_token(): ...
class Paging: ...
Db = Annotated[object, Depends(get_db)]
`,
  'shop/schemas.py': `from pydantic import BaseModel, Field
class Base(BaseModel):
    note: str = ""
class OrderIn(Base):
    number: str
    amount: int = Field(..., gt=0)
class OrderOut(OrderIn): ...
`,
  'shop/routers/__init__.py': '',
  'shop/routers/orders.py': `from fastapi import APIRouter, Depends, status
from ..deps import Db, Paging, get_token
from ..schemas import OrderIn, OrderOut
ROOT = "/orders"
router = APIRouter(prefix=ROOT)
inner = APIRouter()
router.include_router(inner, prefix="/{order_id}/lines")
@router.post("/", response_model=OrderOut, status_code=status.HTTP_201_CREATED)
async def create(order: OrderIn, db: Db): ...
@router.api_route("/{order_id}", methods=["GET", "HEAD"])
def read(order_id: int, paging: Paging = Depends(), token=Depends(get_token)) -> OrderOut: ...
@inner.get("")
def lines(order_id: int): ...
router.add_api_route("/count", lines, methods=["GET"])
`,
  'shop/routers/carts.py': `from fastapi import APIRouter
router = APIRouter(prefix=settings.PREFIX)
@router.get("/")
def carts(): ...
lost = APIRouter(prefix="/lost")
@lost.websocket("/ws")
def ws(): ...
`,
  'tests/conftest.py': `import pytest
from fastapi.testclient import TestClient
from shop.deps import get_db
from shop.main import app
@pytest.fixture
def client():
    app.dependency_overrides[get_db] = lambda: None
    return TestClient(app)
`,
};

describe('path operations', () => {
  test('with every prefix, dependencies of the routers around them, bodies and responses', () => {
    const { operations } = findOperations(givenProject(SHOP));
    const shown = operations.map(
      (one) =>
        `${one.methods} ${one.paths} ${one.ref.qualname} [${one.dependencies.map(({ name, ref }) => (ref ? name : `${name}?`))}]` +
        `${one.isPrefixUnknown ? ' ?' : ''} ${one.bodies.map(({ qualname }) => qualname)} → ${one.response?.qualname ?? ''} ${one.statusCode ?? ''}`,
    );
    expect(shown).toEqual([
      'GET /health health [get_token]  →  ',
      'POST /api/v1/orders/ create [get_token,get_db] OrderIn → OrderOut HTTP_201_CREATED',
      'GET,HEAD /api/v1/orders/{order_id} read [get_token,Paging]  → OrderOut ',
      'GET /api/v1/orders/{order_id}/lines lines [get_token]  →  ',
      'GET /api/v1/orders/count lines [get_token]  →  ',
      'GET /carts<…>/ carts []  →  ',
      'WEBSOCKET /lost/ws ws [] ?  →  ',
    ]);
  });

  test('routers that include each other, or themselves, end', () => {
    const many = Array.from(
      { length: 500 },
      (_, at) => `a.include_router(b, prefix="/${at}")\nb.include_router(a)\n`,
    ).join('');
    const { operations } = findOperations(
      givenProject({
        'm.py': `from fastapi import APIRouter\na = APIRouter()\nb = APIRouter()\na.include_router(a)\n${many}@b.get("/x")\ndef x(): ...\n`,
      }),
    );
    expect(operations).toMatchObject([{ paths: [] }]);
  });
});

test.each<[string, string[]]>([
  [
    'shop/routers/orders.py::create',
    [
      '- POST /api/v1/orders/, answers with HTTP_201_CREATED',
      '- takes OrderIn (shop/schemas.py: number str, amount int, note str (optional))',
      '- answers OrderOut (shop/schemas.py: number str, amount int, note str (optional))',
      '- depends on get_token (shop/deps.py); get_db (shop/deps.py), which tests override',
    ],
  ],
  ['shop/deps.py::get_db', ['- a dependency of POST /api/v1/orders/']],
  [
    'shop/schemas.py::OrderIn',
    [
      '- a pydantic model: OrderIn (shop/schemas.py: number str, amount int, note str (optional))',
      '- used by POST /api/v1/orders/',
    ],
  ],
  [
    'shop/routers/carts.py::ws',
    [
      '- WEBSOCKET /lost/ws',
      '- no application includes its router in the files that were read: what stands before is not known',
    ],
  ],
])('a prompt says of %s', (target, lines) => {
  const [path = '', qualname = ''] = target.split('::');
  const texts = new Map(Object.entries(SHOP));
  const index = createIndexer(parser, Object.keys(SHOP))(texts);
  expect(describeFastApi({ parser, index, texts, targets: [{ path, qualname }] })).toEqual([
    'FastAPI facts, read from syntax:',
    '- tests override the dependency get_db by a lambda (tests/conftest.py)',
    '- the fixture client (tests/conftest.py) gives TestClient',
    `Target ${target}:`,
    ...lines,
  ]);
});
