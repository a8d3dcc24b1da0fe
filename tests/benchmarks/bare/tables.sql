drop database if exists bare;

create database bare character set utf8mb4 collate utf8mb4_bin;

create table bare.channel_mapping (
    spelling varchar(64) not null primary key,
    channel varchar(64) not null
);

create table bare.campaigns (
    date date not null,
    campaign_name varchar(255) not null,
    channel varchar(255) not null,
    cost decimal(28, 10) not null,
    impressions bigint not null,
    clicks bigint not null,
    conversions bigint not null,
    revenue decimal(28, 10) not null,
    primary key (date, campaign_name, channel)
);

create table bare.performance like bare.campaigns;

alter table bare.performance
    add column ctr_pct decimal(38, 8),
    add column conversion_rate_pct decimal(38, 8),
    add column cpc decimal(38, 8),
    add column cpa decimal(38, 8),
    add column roas decimal(38, 8),
    add column roi_pct decimal(38, 8),
    add column profit decimal(28, 10) not null;

create table bare.customers (
    customer_id varchar(255) not null primary key,
    age bigint,
    gender varchar(255) not null,
    country varchar(255) not null,
    sessions bigint,
    avg_session_duration decimal(28, 10),
    pages_per_session decimal(28, 10),
    transactions bigint,
    revenue decimal(28, 10)
);
