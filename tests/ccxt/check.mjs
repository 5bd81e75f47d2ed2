// Drives a venue server with ccxt, pointed at it by ccxt's URL settings alone. One line per check; exit code 1 when one failed.
// Usage: node check.mjs GATE_URL MEXC_URL KEY SECRET
// for example: node check.mjs http://127.0.0.1:8101 http://127.0.0.1:8102 demo-key demo-secret
// The venue server is expected to trade BTC_USDT, with 100000 USDT in each account and 1 BTC in each spot account.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import ccxt from 'ccxt';

const [gateUrl, mexcUrl, apiKey, secret] = process.argv.slice(2).map(url => url.replace(/\/$/, ''));
if (secret === undefined) {
    console.error('usage: node check.mjs GATE_URL MEXC_URL KEY SECRET');
    process.exit(2);
}

const versionOf = name => JSON.parse(readFileSync(new URL(`node_modules/${name}/package.json`, import.meta.url))).version;
const checkTimeout = 60_000;
const seededUsdt = 100_000;
let failures = 0;
let passed = 0;

async function check(name, body) {
    let timer;
    const late = new Promise((_, reject) => {
        timer = setTimeout(() => reject(new Error(`no answer within ${checkTimeout} ms`)), checkTimeout);
    });
    const started = performance.now();
    try {
        const detail = await Promise.race([body(), late]);
        passed++;
        console.log(`ok    ${name}${detail === undefined ? '' : `: ${detail}`} (${Math.round(performance.now() - started)} ms)`);
    } catch (e) {
        failures++;
        console.log(`FAIL  ${name}: ${e.constructor.name} ${e.message.split('\n').slice(0, 12).join(' | ')}`);
        if (process.env.CCXT_CHECK_TRACE) {
            console.log(e.stack);
        }
    } finally {
        clearTimeout(timer);
    }
}

// Every address of the venue becomes the server's; ccxt's own settings say which calls go where.
function redirect(settings, address) {
    for (const [name, value] of Object.entries(settings)) {
        if (typeof value === 'string') {
            settings[name] = address;
        } else {
            redirect(value, address);
        }
    }
}

// ccxt wants to be told before it opens sockets without TLS.
async function withPlainSockets(exchange) {
    await exchange.loadHttpProxyAgent();
    return exchange;
}

function gate(type, credentials = { apiKey, secret, uid: '10000001' }) {
    const exchange = new ccxt.pro.gate({ ...credentials, options: { defaultType: type } });
    const sockets = gateUrl.replace('http', 'ws');
    redirect(exchange.urls.api.public, `${gateUrl}/api/v4`);
    redirect(exchange.urls.api.private, `${gateUrl}/api/v4`);
    exchange.urls.api.spot = `${sockets}/ws/v4/`;
    exchange.urls.api.swap = { usdt: `${sockets}/v4/ws/usdt`, btc: `${sockets}/v4/ws/btc` };
    return withPlainSockets(exchange);
}

function mexc(credentials = { apiKey, secret }) {
    const exchange = new ccxt.pro.mexc({ ...credentials, options: { defaultType: 'spot' } });
    exchange.urls.api.spot = { public: mexcUrl, private: mexcUrl };
    exchange.urls.api.contract = { public: `${mexcUrl}/api/v1/contract`, private: `${mexcUrl}/api/v1/private` };
    exchange.urls.api.ws = { spot: `${mexcUrl.replace('http', 'ws')}/ws` };
    return withPlainSockets(exchange);
}

const top = book => ({ bid: book.bids[0][0], ask: book.asks[0][0] });

function assertBook(book) {
    assert.ok(book.bids.length >= 5 && book.asks.length >= 5, `only ${book.bids.length} bids and ${book.asks.length} asks`);
    assert.ok(top(book).bid < top(book).ask, `crossed: ${top(book).bid} / ${top(book).ask}`);
    const descends = side => side.every((level, i) => i === 0 || level[0] < side[i - 1][0]);
    assert.ok(descends(book.bids) && descends([...book.asks].reverse()), 'levels out of order');
    assert.ok([...book.bids, ...book.asks].every(level => level[1] > 0), 'a level without quantity');
}

const plain = (side, levels) => Array.from(side).slice(0, levels).map(level => [level[0], level[1]]);

// The stream's book has to be the book that REST tells, level by level. At Gate at the same sequence number; at MEXC, where ccxt numbers the
// streamed book by the first version of its last frame and not by the last, at any moment of the stream.
async function assertStreamEqualsRest(exchange, symbol, levels) {
    const bySequence = exchange.id === 'gate';
    const seen = new Map();
    let stopped = false;
    let broken;
    const shown = book => JSON.stringify({ bids: plain(book.bids, levels), asks: plain(book.asks, levels) });
    const reading = (async () => {
        while (!stopped) {
            const book = await exchange.watchOrderBook(symbol);
            assertBook(book);
            seen.set(bySequence ? book.nonce : shown(book), shown(book));
        }
    })().catch(e => {
        broken = e;
    });
    let matched = 0;
    try {
        for (const until = Date.now() + 45_000; matched < 5 && Date.now() < until && !broken;) {
            await exchange.sleep(150);
            if (seen.size === 0) {
                continue;
            }
            const rest = await exchange.fetchOrderBook(symbol, 50);
            await exchange.sleep(150);
            const key = bySequence ? rest.nonce : shown(rest);
            if (seen.has(key)) {
                assert.equal(seen.get(key), shown(rest));
                seen.delete(key);
                matched++;
            }
        }
    } finally {
        stopped = true;
        await Promise.race([reading, exchange.sleep(3_000)]);
    }
    if (broken) {
        throw broken;
    }
    assert.ok(matched >= 5, `only ${matched} books could be compared; ${seen.size} seen`);
    return `${matched} books equal to REST${bySequence ? ' at the same sequence' : ''}, ${levels} levels a side`;
}

async function eventually(what, read, wanted) {
    let last;
    for (const until = Date.now() + 10_000; Date.now() < until;) {
        last = await read();
        if (wanted(last)) {
            return last;
        }
        await new Promise(resolve => setTimeout(resolve, 100));
    }
    throw new Error(`${what}: still ${JSON.stringify(last)}`);
}

async function marketData(name, exchange, symbol) {
    await check(`${name} fetchTime`, async () => {
        assert.ok(Math.abs(await exchange.fetchTime() - Date.now()) < 2_000);
    });
    await check(`${name} fetchOrderBook`, async () => {
        const book = await exchange.fetchOrderBook(symbol, 20);
        assertBook(book);
        assert.ok(Number.isInteger(book.nonce));
        return `${top(book).bid} / ${top(book).ask}`;
    });
    await check(`${name} watchOrderBook`, () => assertStreamEqualsRest(exchange, symbol, 10));
    await check(`${name} fetchTicker`, async () => {
        const ticker = await exchange.fetchTicker(symbol);
        assert.ok(ticker.bid > 0 && ticker.bid < ticker.ask && ticker.last > 0);
    });
    // ccxt's watchTicker is MEXC's book ticker; its watchBidsAsks for MEXC still reads the JSON form that the venue has switched off.
    const isMexc = name === 'mexc spot';
    await check(`${name} watchTicker${isMexc ? ' (book ticker)' : ''}`, async () => {
        for (let i = 0; i < 2; i++) {
            const ticker = await exchange.watchTicker(symbol);
            assert.ok(ticker.bid > 0 && ticker.bid < ticker.ask);
            assert.ok(!isMexc || (ticker.bidVolume > 0 && ticker.askVolume > 0));
        }
    });
    if (isMexc) {
        return;
    }
    await check(`${name} watchBidsAsks (book ticker)`, async () => {
        for (let i = 0; i < 5; i++) {
            const { [symbol]: best } = await exchange.watchBidsAsks([symbol]);
            assert.ok(best.bid > 0 && best.bid < best.ask && best.bidVolume > 0 && best.askVolume > 0);
        }
    });
}

// Rests far from the market, is found, is cancelled once.
async function restingOrder(name, exchange, symbol, amount, createAs = 'createOrder', cancelAs = 'cancelOrder') {
    await check(`${name} ${createAs} / fetchOrder / fetchOpenOrders / ${cancelAs}`, async () => {
        const price = Number(exchange.priceToPrecision(symbol, top(await exchange.fetchOrderBook(symbol, 20)).bid * 0.97));
        const placed = await exchange[createAs](symbol, 'limit', 'buy', amount, price);
        assert.ok(placed.id);
        const found = await exchange.fetchOrder(placed.id, symbol);
        assert.deepEqual(
            [found.status, found.side, found.type, found.amount, found.filled, found.price, found.symbol],
            ['open', 'buy', 'limit', amount, 0, price, symbol]);
        assert.ok((await exchange.fetchOpenOrders(symbol)).some(o => o.id === placed.id));
        const cancelled = await exchange[cancelAs](placed.id, symbol);
        assert.equal(cancelled.id, placed.id);
        assert.equal((await exchange.fetchOrder(placed.id, symbol)).status, 'canceled');
        assert.ok(!(await exchange.fetchOpenOrders(symbol)).some(o => o.id === placed.id));
        await assert.rejects(exchange[cancelAs](placed.id, symbol), ccxt.ExchangeError);
        return placed.id;
    });
}

// Takes at once, with what became of it in the order, the trades and the balances.
async function takingOrder(name, exchange, symbol, side, amount, feeCurrency, createAs = 'createOrder') {
    let id;
    await check(`${name} ${createAs} IOC ${side} fills`, async () => {
        const { bid, ask } = top(await exchange.fetchOrderBook(symbol, 20));
        const price = Number(exchange.priceToPrecision(symbol, side === 'buy' ? ask * 1.01 : bid * 0.99));
        ({ id } = await exchange[createAs](symbol, 'limit', side, amount, price, { timeInForce: 'IOC' }));
        const order = await eventually('order', () => exchange.fetchOrder(id, symbol), o => o.status === 'closed');
        assert.deepEqual([order.filled, order.remaining, order.side], [amount, 0, side]);
        assert.ok(side === 'buy' ? order.average <= price : order.average >= price);
        return `${order.filled} at ${order.average}`;
    });
    await check(`${name} fetchMyTrades`, async () => {
        const trades = (await exchange.fetchMyTrades(symbol, undefined, 100)).filter(t => t.order === id);
        assert.ok(Math.abs(trades.reduce((sum, t) => sum + t.amount, 0) - amount) < 1e-9, JSON.stringify(trades));
        assert.ok(trades.every(t => t.side === side && t.takerOrMaker === 'taker' && t.price > 0 && t.fee.cost > 0));
        assert.deepEqual([...new Set(trades.map(t => t.fee.currency))], [feeCurrency]);
        return `${trades.length} trades, fee ${trades.reduce((sum, t) => sum + t.fee.cost, 0)} ${feeCurrency}`;
    });
}

async function refusals(name, exchange, stranger, symbol, tooMuch) {
    await check(`${name} an order without funds is InsufficientFunds`, async () => {
        const price = Number(exchange.priceToPrecision(symbol, top(await exchange.fetchOrderBook(symbol, 20)).bid * 0.99));
        await assert.rejects(exchange.createOrder(symbol, 'limit', 'buy', tooMuch, price), ccxt.InsufficientFunds);
    });
    // ccxt has no class for MEXC's -2013.
    const [unknown, kind] = name === 'mexc spot' ? ['C02__999999999999', ccxt.ExchangeError] : ['999999999999', ccxt.OrderNotFound];
    await check(`${name} an unknown order is ${kind.name}`, async () => {
        await assert.rejects(exchange.fetchOrder(unknown, symbol), kind);
    });
    await check(`${name} a wrong secret is AuthenticationError`, async () => {
        await assert.rejects(stranger.fetchBalance(), ccxt.AuthenticationError);
        await stranger.close();
    });
}

async function privateStreams(name, exchange, symbol, amount) {
    await check(`${name} watchOrders, watchMyTrades, watchBalance tell a fill`, async () => {
        const told = { orders: [], trades: [], balances: 0 };
        const orders = exchange.watchOrders(symbol).then(o => told.orders.push(...o));
        const trades = exchange.watchMyTrades(symbol).then(t => told.trades.push(...t));
        const balances = exchange.watchBalance().then(() => told.balances++);
        const all = Promise.all([orders, trades, balances]);
        // Whoever fails first is told here, not as a rejection that nobody handles.
        await Promise.race([all, exchange.sleep(1_500)]);
        const { ask } = top(await exchange.fetchOrderBook(symbol, 20));
        const price = Number(exchange.priceToPrecision(symbol, ask * 1.01));
        const { id } = await exchange.createOrder(symbol, 'limit', 'buy', amount, price, { timeInForce: 'IOC' });
        await all;
        assert.equal(told.orders[0].id, id);
        assert.equal(told.trades[0].order, id);
        assert.ok(told.balances >= 1);
    });
}

async function gateSpot() {
    const exchange = await gate('spot');
    const symbol = 'BTC/USDT';
    await check('gate spot loadMarkets', async () => {
        const markets = await exchange.loadMarkets();
        const market = markets[symbol];
        assert.deepEqual([market.active, market.spot, market.id, market.precision.price, market.precision.amount, market.limits.cost.min, market.taker],
            [true, true, 'BTC_USDT', 0.1, 0.000001, 3, 0.001]);
        assert.ok(exchange.currencies.BTC.networks);
        return `${Object.keys(markets).length} markets, ${Object.keys(exchange.currencies).length} currencies`;
    });
    await marketData('gate spot', exchange, symbol);
    await check('gate spot fetchBalance', async () => {
        const balance = await exchange.fetchBalance();
        assert.deepEqual([balance.USDT.total, balance.BTC.free], [seededUsdt, 1]);
    });
    await restingOrder('gate spot', exchange, symbol, 0.01);
    await takingOrder('gate spot', exchange, symbol, 'buy', 0.01, 'BTC');
    await takingOrder('gate spot', exchange, symbol, 'sell', 0.01, 'USDT');
    await check('gate spot createMarketBuyOrderWithCost', async () => {
        const placed = await exchange.createMarketBuyOrderWithCost(symbol, 100);
        const order = await exchange.fetchOrder(placed.id, symbol);
        assert.ok(order.cost > 90 && order.cost <= 100, `spent ${order.cost}`);
    });
    await restingOrder('gate spot', exchange, symbol, 0.01, 'createOrderWs', 'cancelOrderWs');
    await takingOrder('gate spot', exchange, symbol, 'buy', 0.01, 'BTC', 'createOrderWs');
    await privateStreams('gate spot', exchange, symbol, 0.01);
    await check('gate spot fetchClosedOrders, fetchLedger, fetchTradingFee', async () => {
        assert.ok((await exchange.fetchClosedOrders(symbol)).length >= 3);
        assert.ok((await exchange.fetchLedger('BTC')).some(row => row.type === 'fee' || row.type === 'trade'));
        assert.equal((await exchange.fetchTradingFee(symbol)).taker, 0.001);
    });
    await check('gate spot cancelAllOrders', async () => {
        const price = Number(exchange.priceToPrecision(symbol, top(await exchange.fetchOrderBook(symbol, 20)).bid * 0.97));
        await exchange.createOrder(symbol, 'limit', 'buy', 0.001, price);
        await exchange.createOrder(symbol, 'limit', 'buy', 0.001, price);
        assert.equal((await exchange.cancelAllOrders(symbol)).length, 2);
        assert.equal((await exchange.fetchOpenOrders(symbol)).length, 0);
    });
    await refusals('gate spot', exchange, await gate('spot', { apiKey, secret: 'wrong', uid: '10000001' }), symbol, 10);
    await exchange.close();
}

async function gateSwap() {
    const exchange = await gate('swap');
    const symbol = 'BTC/USDT:USDT';
    await check('gate swap loadMarkets', async () => {
        const market = (await exchange.loadMarkets())[symbol];
        assert.deepEqual(
            [market.active, market.swap, market.linear, market.settle, market.contractSize, market.precision.price, market.precision.amount],
            [true, true, true, 'USDT', 0.00001, 0.1, 1]);
    });
    await marketData('gate swap', exchange, symbol);
    await check('gate swap fetchFundingRate', async () => {
        const rate = await exchange.fetchFundingRate(symbol);
        assert.ok(rate.markPrice > 0 && rate.indexPrice > 0 && rate.fundingTimestamp > Date.now());
    });
    await check('gate swap fetchBalance', async () => {
        assert.equal((await exchange.fetchBalance()).USDT.total, seededUsdt);
    });
    await check('gate swap setLeverage', async () => {
        await exchange.setLeverage(5, symbol);
    });
    await restingOrder('gate swap', exchange, symbol, 100);
    await takingOrder('gate swap', exchange, symbol, 'sell', 1000, 'USDT');
    await check('gate swap fetchPositions, fetchPosition', async () => {
        const [position] = await exchange.fetchPositions([symbol]);
        assert.deepEqual([position.symbol, position.side, position.contracts, position.contractSize, position.leverage], [symbol, 'short', 1000, 0.00001, 5]);
        assert.ok(position.entryPrice > 0 && position.markPrice > 0 && position.liquidationPrice > position.entryPrice);
        assert.equal((await exchange.fetchPosition(symbol)).contracts, 1000);
        return `short 1000 contracts at ${position.entryPrice}`;
    });
    await restingOrder('gate swap', exchange, symbol, 100, 'createOrderWs', 'cancelOrderWs');
    await takingOrder('gate swap', exchange, symbol, 'buy', 400, 'USDT', 'createOrderWs');
    await check('gate swap reduceOnly closes, positions are empty', async () => {
        const price = Number(exchange.priceToPrecision(symbol, top(await exchange.fetchOrderBook(symbol, 20)).ask * 1.01));
        const order = await exchange.createOrder(symbol, 'limit', 'buy', 600, price, { timeInForce: 'IOC', reduceOnly: true });
        assert.equal((await exchange.fetchOrder(order.id, symbol)).reduceOnly, true);
        assert.ok((await exchange.fetchPositions([symbol])).every(p => p.contracts === 0));
    });
    await privateStreams('gate swap', exchange, symbol, 100);
    await check('gate swap fetchClosedOrders, fetchLedger', async () => {
        assert.ok((await exchange.fetchClosedOrders(symbol)).length >= 2);
        assert.ok((await exchange.fetchLedger('USDT')).some(row => row.type === 'fee' && row.direction === 'out'));
    });
    await refusals('gate swap', exchange, await gate('swap', { apiKey, secret: 'wrong', uid: '10000001' }), symbol, 10_000_000);
    await exchange.close();
}

async function mexcSpot() {
    const exchange = await mexc();
    const symbol = 'BTC/USDT';
    await check('mexc spot loadMarkets', async () => {
        const markets = await exchange.loadMarkets();
        const market = markets[symbol];
        assert.deepEqual([market.active, market.spot, market.id, market.precision.price, market.precision.amount, market.limits.cost.min, market.taker],
            [true, true, 'BTCUSDT', 0.01, 0.000001, 1, 0.0005]);
        assert.ok(exchange.currencies.BTC.networks);
    });
    await marketData('mexc spot', exchange, symbol);
    await check('mexc spot fetchBidsAsks (book ticker)', async () => {
        const { [symbol]: best } = await exchange.fetchBidsAsks();
        assert.ok(best.bid > 0 && best.bid < best.ask && best.bidVolume > 0 && best.askVolume > 0);
    });
    await check('mexc spot fetchBalance', async () => {
        const balance = await exchange.fetchBalance();
        assert.deepEqual([balance.USDT.total, balance.BTC.free], [seededUsdt, 1]);
    });
    await restingOrder('mexc spot', exchange, symbol, 0.01);
    await takingOrder('mexc spot', exchange, symbol, 'buy', 0.01, 'BTC');
    await takingOrder('mexc spot', exchange, symbol, 'sell', 0.01, 'USDT');
    await check('mexc spot createMarketBuyOrderWithCost', async () => {
        const placed = await exchange.createMarketBuyOrderWithCost(symbol, 100);
        const order = await exchange.fetchOrder(placed.id, symbol);
        assert.ok(order.cost > 90 && order.cost <= 100, `spent ${order.cost}`);
    });
    await privateStreams('mexc spot', exchange, symbol, 0.01);
    await check('mexc spot fetchOrders, fetchTradingFee', async () => {
        assert.ok((await exchange.fetchOrders(symbol)).filter(o => o.status === 'closed').length >= 3);
        assert.equal((await exchange.fetchTradingFee(symbol)).taker, 0.0005);
    });
    await check('mexc spot cancelAllOrders', async () => {
        const price = Number(exchange.priceToPrecision(symbol, top(await exchange.fetchOrderBook(symbol, 20)).bid * 0.97));
        await exchange.createOrder(symbol, 'limit', 'buy', 0.001, price);
        await exchange.createOrder(symbol, 'limit', 'buy', 0.001, price);
        assert.equal((await exchange.cancelAllOrders(symbol)).length, 2);
        assert.equal((await exchange.fetchOpenOrders(symbol)).length, 0);
    });
    await refusals('mexc spot', exchange, await mexc({ apiKey, secret: 'wrong' }), symbol, 10);
    await exchange.close();
}

console.log(`ccxt ${versionOf('ccxt')}, protobufjs ${versionOf('protobufjs')}, node ${process.version}`);
const only = process.env.CCXT_CHECK_ONLY;
for (const [name, run] of Object.entries({ 'gate spot': gateSpot, 'gate swap': gateSwap, 'mexc spot': mexcSpot })) {
    if (!only || only === name) {
        await run();
    }
}
console.log(`${passed} checks passed, ${failures} failed`);
process.exit(failures === 0 ? 0 : 1);
